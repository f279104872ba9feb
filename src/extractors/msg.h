/* SPDX-License-Identifier: GPL-3.0-or-later */
/* msg.h - a message of Outlook in a compound file ([MS-OXMSG]). Threads: one. */
#ifndef EXTRACTORS_MSG_H
#define EXTRACTORS_MSG_H

#include "extractors/ole.h"

/* Tells all of the message whose storage is `root`. SP_PARTIAL comes with a problem. */
SP_CHECK enum sp_status sp_msg_read(struct sp_ole *root, struct sp_sink *out);

#endif
