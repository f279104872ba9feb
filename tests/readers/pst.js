// SPDX-License-Identifier: GPL-3.0-or-later
// What the npm package pst-extractor reads of a store: node pst.js FOLDER STORE
const { PSTFile } = require(process.argv[2] + '/node_modules/pst-extractor');
const found = [];

function addresses(message) {
  const all = [message.senderEmailAddress];
  for (let i = 0; i < message.numberOfRecipients; i++) {
    try {
      all.push(message.getRecipient(i).emailAddress);
    } catch (error) {
      // This reader fails where a message has no table of recipients.
    }
  }
  return all.filter((address) => address && address.includes('@'));
}

function attachments(message) {
  const names = [];
  for (let i = 0; i < message.numberOfAttachments; i++) {
    const attachment = message.getAttachment(i);
    names.push(attachment.longFilename || attachment.filename || attachment.displayName);
  }
  return names;
}

function walk(folder, path) {
  if (folder.hasSubfolders)
    for (const inner of folder.getSubFolders()) walk(inner, path + inner.displayName + '/');
  for (let message; folder.contentCount > 0 && (message = folder.getNextChild()) !== null; )
    found.push({
      folder: path,
      subject: message.subject,
      addresses: addresses(message),
      body: message.body || '',
      attachments: attachments(message),
    });
}

walk(new PSTFile(process.argv[3]).getRootFolder(), '');
console.log(JSON.stringify(found));
