/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox.h - what a reader may not do: no network, no process, no file but
 * what its libraries need below /usr, no more memory than it is given.
 */
#ifndef SCAN_SANDBOX_H
#define SCAN_SANDBOX_H

#include "spana/scan.h"

/* A build with sanitizers needs terabytes of address space, and tells faults on standard error. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

/*
 * Confines this process for good, as far as the kernel can (sp_sandbox_probe).
 * It has one thread. false: it could not be, and must end.
 */
SP_CHECK bool sandbox_enter(const struct sp_sandbox *sandbox, const struct sp_limits *limits);

#endif
