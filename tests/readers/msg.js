// SPDX-License-Identifier: GPL-3.0-or-later
// What the npm package @kenjiuno/msgreader reads of messages, and the messages
// within them as it writes them: node msg.js FOLDER OUT FILE...
const fs = require('fs');
const path = require('path');
const MsgReader = require(process.argv[2] + '/node_modules/@kenjiuno/msgreader').default;

function read(file) {
  const data = fs.readFileSync(file);
  const reader = new MsgReader(data.buffer.slice(data.byteOffset, data.byteOffset + data.length));
  const message = reader.getFileData();
  const written = [];
  for (const [i, attachment] of (message.attachments || []).entries()) {
    if (!attachment.innerMsgContent) continue;
    const inner = path.join(process.argv[3], path.basename(file, '.in') + '-' + i + '.in');
    fs.writeFileSync(inner, reader.getAttachment(i).content);
    written.push({ file: inner, subject: attachment.innerMsgContentFields.subject });
  }
  return {
    file,
    texts: [message.subject, message.body, message.senderName, message.senderEmail]
      .concat((message.recipients || []).flatMap((r) => [r.name, r.smtpAddress]))
      .filter((text) => text),
    attachments: (message.attachments || []).filter((a) => !a.innerMsgContent).map((a) => a.fileName),
    written,
  };
}

console.log(JSON.stringify(process.argv.slice(4).map(read)));
