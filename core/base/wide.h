// SPDX-License-Identifier: Apache-2.0
#pragma once

/// ZJ_WIDE before a function's definition compiles it twice, for baseline x86-64 and for AVX2, and
/// the program takes what the processor has (GCC manual, target_clones). Meant for plain loops over
/// pixels that the compiler turns into vector code. Fused multiply-add is left out on purpose: it
/// rounds once where the baseline rounds twice, and a picture must have the same bytes on every
/// machine. What such a function calls must be inlined into it, or it stays baseline code.
///
/// Other compilers and processors compile the function once. So do the sanitizers: the choice is
/// made by the dynamic linker, before they are ready.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ZJ_WIDE __attribute__((target_clones("default", "avx2")))
#else
#define ZJ_WIDE
#endif
