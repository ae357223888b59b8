/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who lent the rows: whose are left out together, and how much each row weighs, so that
 * a model is judged on sellers it never met and none decides alone what a fake is. */
#include "audience/profile_learn.h"

#include <string.h>

enum { FOLDS = 5, MOST_FOLDS = 8 };

/* The seller's name is what stands before a slash, if there is one. */
static bool same_seller(const char *a, const char *b)
{
    size_t n = strcspn(a, "/");
    return n == strcspn(b, "/") && memcmp(a, b, n) == 0;
}

/** What the rows are, and what is found out about them. */
typedef struct lent {
    const assay__profile_table *table;
    const double *weight;
    size_t *fold;
    double *balance;
} lent;

static bool of_class(const lent *r, size_t row, bool fake)
{
    return r->weight[row] > 0 && (r->table->label[row] > 0.5) == fake;
}

/* The seller of each source, by number: one seller's stand side by side. */
static void find_sellers(const assay__profile_table *t, size_t seller[])
{
    for (size_t s = 0; s < t->n_sources; s++)
        seller[s] = s == 0 ? 0 : seller[s - 1] + !same_seller(t->name[s - 1], t->name[s]);
}

/* Who lent most rows must not decide alone what a fake looks like: the sellers of a class
 * weigh alike, and as much together as they have rows. */
static void balance_class(const lent *r, bool fake, const size_t seller[], double size[])
{
    const assay__profile_table *t = r->table;
    double rows = 0, sellers = 0;
    for (size_t s = 0; s < t->n_sources; s++)
        size[s] = 0;
    for (size_t i = 0; i < t->rows; i++) {
        double *own = &size[seller[t->source[i]]];
        if (!of_class(r, i, fake))
            continue;
        sellers += *own == 0;
        rows++;
        ++*own;
    }
    for (size_t i = 0; i < t->rows; i++)
        if (of_class(r, i, fake))
            r->balance[i] = rows / sellers / size[seller[t->source[i]]];
}

/* Numbers sellers of fakes; SIZE_MAX for others. @return how many */
static size_t number_sellers(const lent *r, const size_t seller[], size_t number[])
{
    const assay__profile_table *t = r->table;
    size_t sellers = 0;
    for (size_t s = 0; s < t->n_sources; s++)
        number[s] = SIZE_MAX;
    for (size_t i = 0; i < t->rows; i++)
        if (of_class(r, i, true))
            number[seller[t->source[i]]] = 0;
    for (size_t s = 0; s < t->n_sources; s++)
        if (number[s] == 0)
            number[s] = sellers++;
    return sellers;
}

assay_status assay__profiles_fold(const assay__profile_table *table,
                                  const double weight[], assay_arena *arena,
                                  assay__profile_folds *out, assay_error *err)
{
    const assay__profile_table *t = table;
    lent r = {t, weight, assay_arena_array(arena, t->rows + 1, sizeof *r.fold),
              assay_arena_array(arena, t->rows + 1, sizeof *r.balance)};
    size_t *seller = assay_arena_array(arena, t->n_sources + 1, sizeof *seller);
    size_t *number = assay_arena_array(arena, t->n_sources + 1, sizeof *number);
    double *size = assay_arena_array(arena, t->n_sources + 1, sizeof *size);
    if (!r.fold || !r.balance || !seller || !number || !size)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to learn from profiles");
    find_sellers(t, seller);
    size_t sellers = number_sellers(&r, seller, number);
    size_t folds = sellers < 2 ? FOLDS : sellers < MOST_FOLDS ? sellers : MOST_FOLDS;
    for (size_t i = 0; i < t->rows; i++) {
        size_t s = t->source[i], own = number[seller[s]];
        bool by_source = sellers > 1 && t->name[s][0] != '\0';
        r.fold[i] = (by_source ? own != SIZE_MAX ? own : s : t->hash[i]) % folds;
        r.balance[i] = 1;
    }
    for (int fake = 0; sellers > 1 && fake < 2; fake++)
        balance_class(&r, fake, seller, size);
    *out = (assay__profile_folds){r.fold, r.balance, folds};
    return ASSAY_OK;
}
