/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quicksort and quickselect with the median of three as pivot; when a partition goes bad
 * too often, what is left goes to GSL's heapsort, so nothing is ever quadratic. */
#include "stat/order.h"

#include <math.h>

#include <gsl/gsl_sort.h>

enum { SMALL = 24 }; /* below it insertion is faster than partition; measured */

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

static void sort_small(double x[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double value = x[i];
        size_t j = i;
        for (; j > 0 && x[j - 1] > value; j--)
            x[j] = x[j - 1];
        x[j] = value;
    }
}

/* Split n >= 3 values: x[0..split) <= pivot <= x[split..n), 0 < split < n. */
static size_t partition(double x[], size_t n)
{
    size_t middle = n / 2;
    if (x[middle] < x[0])
        swap(&x[middle], &x[0]);
    if (x[n - 1] < x[middle]) {
        swap(&x[n - 1], &x[middle]);
        if (x[middle] < x[0])
            swap(&x[middle], &x[0]);
    }
    double pivot = x[middle];
    size_t low = 0, high = n - 1;
    for (;;) {
        do
            low++;
        while (x[low] < pivot);
        do
            high--;
        while (pivot < x[high]);
        if (low >= high)
            return low;
        swap(&x[low], &x[high]);
    }
}

static unsigned depth_allowed(size_t n)
{
    unsigned depth = 4;
    for (; n > 1; n /= 2)
        depth += 2;
    return depth;
}

static void sort_deep(double x[], size_t n, unsigned depth)
{
    while (n > SMALL) {
        if (depth-- == 0) {
            gsl_sort(x, 1, n);
            return;
        }
        size_t split = partition(x, n);
        if (split < n - split) {
            sort_deep(x, split, depth);
            x += split;
            n -= split;
        } else {
            sort_deep(x + split, n - split, depth);
            n = split;
        }
    }
    sort_small(x, n);
}

size_t assay__keep_known(const double x[], size_t n, double out[])
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(x[i]))
            out[kept++] = x[i];
    }
    return kept;
}

bool assay__all_known(const double x[], size_t n)
{
    size_t unknown = 0;
    for (size_t i = 0; i < n; i++)
        unknown += x[i] != x[i];
    return unknown == 0;
}

void assay__sort(double x[], size_t n)
{
    sort_deep(x, n, depth_allowed(n));
}

/* Known values ascending, then NaN. */
static bool not_after(double a, double b)
{
    return a <= b || isnan(b);
}

static void merge(const double x[], const size_t from[], size_t n, size_t split,
                  size_t to[])
{
    size_t left = 0, right = split;
    for (size_t i = 0; i < n; i++) {
        bool take_left =
            right >= n || (left < split && not_after(x[from[left]], x[from[right]]));
        to[i] = take_left ? from[left++] : from[right++];
    }
}

void assay__sort_order(const double x[], size_t n, size_t order[], size_t scratch[])
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t run = n - i < 2 * width ? n - i : 2 * width;
            merge(x, order + i, run, width < run ? width : run, scratch + i);
        }
        for (size_t i = 0; i < n; i++)
            order[i] = scratch[i];
    }
}

void assay__ranks(const double x[], size_t n, double rank[], size_t order[])
{
    assay__sort_order(x, n, order, order + n);
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && x[order[end]] == x[order[i]])
            end++;
        double mean_rank = ((double)(i + end) + 1) / 2;
        for (size_t j = i; j < end; j++)
            rank[order[j]] = isnan(x[order[j]]) ? (double)NAN : mean_rank;
        i = end;
    }
}

double assay__select(double x[], size_t n, size_t k)
{
    double *part = x;
    unsigned depth = depth_allowed(n);
    while (n > SMALL) {
        if (depth-- == 0) {
            gsl_sort(part, 1, n);
            return part[k];
        }
        size_t split = partition(part, n);
        if (k < split) {
            n = split;
        } else {
            part += split;
            n -= split;
            k -= split;
        }
    }
    sort_small(part, n);
    return part[k];
}

/* The largest of x[0..k), which are all <= the value selected at k. */
static double largest(const double x[], size_t k)
{
    double most = x[0];
    for (size_t i = 1; i < k; i++)
        most = x[i] > most ? x[i] : most;
    return most;
}

/* Between two order statistics; equal ones (infinities too) need no arithmetic. */
static double between(double low, double high, double share)
{
    return share <= 0 || low == high ? low : low + share * (high - low);
}

double assay__median_in_place(double x[], size_t n)
{
    if (n == 0 || !assay__all_known(x, n))
        return (double)NAN;
    double upper = assay__select(x, n, n / 2);
    return n % 2 == 1 ? upper : between(largest(x, n / 2), upper, 0.5);
}

static void copy(const double x[], size_t n, double out[])
{
    for (size_t i = 0; i < n; i++)
        out[i] = x[i];
}

double assay__median(const double x[], size_t n, double scratch[])
{
    copy(x, n, scratch);
    return assay__median_in_place(scratch, n);
}

double assay__quantile_sorted(const double sorted[], size_t n, double p)
{
    if (n == 0 || !(p >= 0 && p <= 1))
        return (double)NAN;
    double position = p * (double)(n - 1);
    size_t below = (size_t)position;
    if (below + 1 >= n)
        return sorted[n - 1];
    return between(sorted[below], sorted[below + 1], position - (double)below);
}

double assay__quantile(const double x[], size_t n, double p, double scratch[])
{
    if (n == 0 || !(p >= 0 && p <= 1) || !assay__all_known(x, n))
        return (double)NAN;
    copy(x, n, scratch);
    double position = p * (double)(n - 1);
    size_t below = (size_t)position;
    if (below + 1 >= n)
        return assay__select(scratch, n, n - 1);
    double upper = assay__select(scratch, n, below + 1);
    return between(largest(scratch, below + 1), upper, position - (double)below);
}

double assay__mad(const double x[], size_t n, double centre, double scratch[])
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = fabs(x[i] - centre);
    return ASSAY__MAD_SCALE * assay__median_in_place(scratch, n);
}

double assay__weighted_median(const double x[], const double weight[], size_t n,
                              size_t order[])
{
    double sum = 0;
    bool refused = !assay__all_known(x, n);
    for (size_t i = 0; i < n; i++) {
        refused = refused || !(weight[i] >= 0);
        sum += weight[i];
    }
    if (refused || !(sum > 0) || isinf(sum))
        return (double)NAN;
    assay__sort_order(x, n, order, order + n);
    double reached = 0;
    size_t at = 0;
    for (; at < n; at++) {
        reached += weight[order[at]];
        if (reached >= sum / 2)
            break;
    }
    size_t next = at + 1;
    while (next < n && weight[order[next]] == 0)
        next++;
    if (reached > sum / 2 || next >= n)
        return x[order[at < n ? at : n - 1]];
    return between(x[order[at]], x[order[next]], 0.5);
}

size_t assay__count_below(const double sorted[], size_t n, double x)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t assay__count_up_to(const double sorted[], size_t n, double x)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
