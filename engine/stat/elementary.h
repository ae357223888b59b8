/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logarithm and exponential by polynomials without branches or tables, inline, so that
 * loops over them are vectorised, and the same to the last digit whatever libm a machine
 * has. Errors stay below 1 ulp; a test holds values known to 40 digits against them.
 *
 * Exponents move between integers and doubles by adding a power of two whose lowest bit
 * counts ones: vectors before AVX-512 cannot convert 64-bit integers.
 *
 * Source: fdlibm's e_log.c and e_exp.c (Sun Microsystems 1993), their reductions and
 * polynomials.
 */
#ifndef ASSAY_STAT_ELEMENTARY_H
#define ASSAY_STAT_ELEMENTARY_H

#include <stdint.h>
#include <string.h>

/** ln x for x > 0 that is finite and not denormal; for 0 it is a finite number below
 * -700, so that 0 times it is 0. NaN gives no defined number. */
static inline double assay__log(double x)
{
    const uint64_t root_half = UINT64_C(0x3FE6A09E667F3BCD), magic = UINT64_C(1075) << 52;
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    uint64_t from_root = bits - root_half + (UINT64_C(1023) << 52);
    uint64_t biased = from_root >> 52, exponent_bits = magic | biased;
    uint64_t mantissa_bits = bits - ((biased - 1023) << 52);
    double exponent, m;
    memcpy(&exponent, &exponent_bits, sizeof exponent);
    memcpy(&m, &mantissa_bits, sizeof m);
    exponent -= 0x1p52 + 1023;
    /* [sqrt(1/2), sqrt(2)) */
    double f = m - 1, s = f / (2 + f), z = s * s, half_square = 0.5 * f * f;
    double r = 1.479819860511658591e-01;
    r = r * z + 1.531383769920937332e-01;
    r = r * z + 1.818357216161805012e-01;
    r = r * z + 2.222219843214978396e-01;
    r = r * z + 2.857142874366239149e-01;
    r = r * z + 3.999999999940941908e-01;
    r = r * z + 6.666666666666735130e-01;
    r *= z;
    return exponent * 6.93147180369123816490e-01 -
           ((half_square -
             (s * (half_square + r) + exponent * 1.90821492927058770002e-10)) -
            f);
}

/** e^x, x held to -708 .. 709, where neither end leaves the normal numbers; NaN for
 * NaN. */
static inline double assay__exp(double x)
{
    const double magic = 0x1.8p52;
    x = x < -708 ? -708 : x;
    x = x > 709 ? 709 : x;
    double shifted = x * 1.44269504088896338700 + magic, k = shifted - magic;
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    uint64_t scale_bits = (bits << 52) + (UINT64_C(1023) << 52);
    double scale;
    memcpy(&scale, &scale_bits, sizeof scale);
    /* |r| <= ln(2) / 2 */
    double high = x - k * 6.93147180369123816490e-01,
           low = k * 1.90821492927058770002e-10;
    double r = high - low, t = r * r, c = 4.13813679705723846039e-08;
    c = c * t - 1.65339022054652515390e-06;
    c = c * t + 6.61375632143793436117e-05;
    c = c * t - 2.77777777770155933842e-03;
    c = c * t + 1.66666666666666019037e-01;
    c = r - t * c;
    return (1 - ((low - r * c / (2 - c)) - high)) * scale;
}

#endif
