/* support/test.h - cmocka, after the headers that it wants to see first. */
#ifndef SUPPORT_TEST_H
#define SUPPORT_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
