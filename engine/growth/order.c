/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selection by Hoare's method with the median of three as pivot; no allocation. */
#include "growth/order.h"

#include <math.h>
#include <stdlib.h>

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

/* Puts the median of the first, middle and last in the middle. */
static double pivot_of(double x[], size_t low, size_t high)
{
    size_t middle = low + (high - low) / 2;
    if (x[middle] < x[low])
        swap(&x[middle], &x[low]);
    if (x[high] < x[low])
        swap(&x[high], &x[low]);
    if (x[high] < x[middle])
        swap(&x[high], &x[middle]);
    return x[middle];
}

/* Smaller ones to the left: afterwards [low, *j] <= pivot <= [*i, high]. */
static void part(double x[], size_t low, size_t high, size_t *i, size_t *j)
{
    double pivot = pivot_of(x, low, high);
    size_t left = low, right = high + 1; /* right is one past, so that it stays >= 0 */
    while (left < right) {
        while (x[left] < pivot)
            left++;
        while (pivot < x[right - 1])
            right--;
        if (left < right) {
            swap(&x[left], &x[right - 1]);
            left++;
            right--;
        }
    }
    *i = left;
    *j = right;
}

/* Moves the element of rank `k` to its place, smaller ones before it. */
static void place(double x[], size_t n, size_t k)
{
    size_t low = 0, high = n - 1;
    while (low < high) {
        size_t i, j;
        part(x, low, high, &i, &j);
        if (k < j)
            high = j - 1;
        else if (k >= i)
            low = i;
        else
            return;
    }
}

double assay__select(double x[], size_t n, double share)
{
    if (n == 0)
        return (double)NAN;
    size_t k = (size_t)(share * (double)(n - 1));
    place(x, n, k);
    return x[k];
}

double assay__median(double x[], size_t n)
{
    if (n == 0)
        return (double)NAN;
    place(x, n, n / 2);
    if (n % 2 == 1)
        return x[n / 2];
    double below = x[0];
    for (size_t i = 1; i < n / 2; i++)
        below = fmax(below, x[i]);
    return 0.5 * (below + x[n / 2]);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void assay__sort(double x[], size_t n)
{
    if (n > 1)
        qsort(x, n, sizeof *x, ascending);
}
