/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the records of an audit to candidates and a proposal.
 *
 * Currencies are not converted: a rate is a day's, and the fee is a contract's. With a
 * currency only its creators are considered; without one all fees must be of one.
 * Declined creators are left out, those to review are proposed and said.
 */
#include "budget_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static char large(char letter)
{
    if (letter >= 'a' && letter <= 'z')
        return (char)(letter - 'a' + 'A');
    return letter;
}

int budget_read(const char *text, budget *out)
{
    char *end = NULL;
    if (text == NULL)
        return 0;
    size_t digits = strspn(text, "0123456789.");
    out->amount = strtod(text, &end);
    if (digits == 0 || end != text + digits)
        return command_usage("audit", "--budget %s: not an amount, as 5000 or 5000VND",
                             text);
    if (!(out->amount > 0.0) || isinf(out->amount))
        return command_usage("audit", "--budget %s: not above 0", text);
    const char *currency = end + (*end == ' ');
    size_t length = strlen(currency);
    for (size_t i = 0; i < length; i++) {
        char letter = large(currency[i]);
        if (letter < 'A' || letter > 'Z' || length != 3)
            return command_usage("audit",
                                 "--budget %s: a currency is three letters, as VND; "
                                 "amounts have no separators",
                                 text);
        out->currency[i] = letter;
    }
    out->asked = true;
    return 0;
}

/* ---- currencies -------------------------------------------------------------------- */

static void make_large(char text[])
{
    for (; *text != '\0'; text++)
        *text = large(*text);
}

/* The one currency of all fees, when none was named. */
static assay_status settle_currency(const budget *all, char currency[16],
                                    assay_error *err)
{
    size_t fees = 0, matching = 0;
    const char *found = NULL;
    memcpy(currency, all->currency, sizeof all->currency);
    for (size_t i = 0; i < all->n; i++) {
        const budget_row *row = &all->rows[i];
        if (isnan(row->fee))
            continue;
        fees++;
        matching += strcmp(row->currency, currency) == 0;
        if (row->currency[0] == '\0' || all->currency[0] != '\0')
            continue;
        if (found != NULL && strcmp(found, row->currency) != 0)
            return assay_fail(err, ASSAY_USAGE,
                              "--budget: fees are in %s and %s, and currencies are not "
                              "converted; name one, as --budget 5000%s",
                              found, row->currency, found);
        found = row->currency;
    }
    if (fees == 0)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "--budget: no account has a fee; give the column fee of "
                          "accounts, and currency beside it");
    if (all->currency[0] != '\0' && matching == 0)
        return assay_fail(err, ASSAY_UNUSABLE, "--budget: no account has a fee in %s",
                          all->currency);
    if (found != NULL)
        memcpy(currency, found, strlen(found) + 1);
    return ASSAY_OK;
}

static budget_why judge_row(const budget_row *row, const char *currency)
{
    if (row->decided && row->decision == ASSAY_DECISION_DECLINE)
        return WHY_DECLINED;
    if (isnan(row->fee))
        return WHY_NO_FEE;
    if (strcmp(row->currency, currency) != 0)
        return row->currency[0] == '\0' ? WHY_NO_CURRENCY : WHY_OTHER_CURRENCY;
    if (!(row->reach.value >= 0.0))
        return WHY_NO_REACH;
    return WHY_TOO_LITTLE;
}

/* ---- records ----------------------------------------------------------------------- */

/* People lie unaligned in a record. */
static assay_status copy_people(budget *all, assay_str bytes, budget_row *row,
                                assay_error *err)
{
    uint64_t *people =
        assay_arena_array(all->arena, row->n_people + 1, sizeof *row->people);
    if (people == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    if (row->n_people > 0)
        memcpy(people, bytes.ptr, row->n_people * sizeof *people);
    row->people = people;
    return ASSAY_OK;
}

static assay_status read_row(audit *a, size_t i, bool members, assay_error *err)
{
    spool_record record;
    budget *all = &a->budget;
    budget_row *row = &all->rows[i];
    assay_status status = spool_read(a->records, i, &record, err);
    if (status != ASSAY_OK)
        return status;
    audit_head head = audit_head_of(record.bytes);
    assay_str people = audit_part_of(record.bytes, &head, PART_PEOPLE);
    size_t first = head.members * sizeof(uint64_t);
    *row = (budget_row){.decision = head.decision,
                        .decided = head.decided,
                        .fee = head.fee,
                        .reach = head.reach,
                        .share = head.share};
    memcpy(row->currency, head.currency, sizeof row->currency);
    make_large(row->currency);
    row->n_people = members ? head.members : (people.len - first) / sizeof(uint64_t);
    if (!members && people.len > 0)
        people.ptr += first;
    all->platforms[i] = assay_arena_copy(all->arena, record.platform);
    all->handles[i] = assay_arena_copy(all->arena, record.handle);
    if (all->platforms[i].ptr == NULL || all->handles[i].ptr == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    return copy_people(all, people, row, err);
}

/* Members of audience samples where at least two creators have some; else commenters. */
static assay_status choose_people(audit *a, bool *members, assay_error *err)
{
    size_t have = 0;
    for (size_t i = 0; i < a->n; i++) {
        spool_record record;
        assay_status status = spool_read(a->records, i, &record, err);
        if (status != ASSAY_OK)
            return status;
        have += audit_head_of(record.bytes).members >= BUDGET_ENOUGH_PEOPLE;
    }
    *members = have >= 2;
    return ASSAY_OK;
}

static assay_status read_rows(audit *a, assay_error *err)
{
    budget *all = &a->budget;
    bool members = false;
    all->n = a->n;
    assay_status status = assay_arena_new(1 << 16, NULL, &all->arena, err);
    if (status != ASSAY_OK)
        return status;
    all->rows = assay_arena_array(all->arena, a->n + 1, sizeof *all->rows);
    all->platforms = assay_arena_array(all->arena, a->n + 1, sizeof *all->platforms);
    all->handles = assay_arena_array(all->arena, a->n + 1, sizeof *all->handles);
    if (all->rows == NULL || all->platforms == NULL || all->handles == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    status = choose_people(a, &members, err);
    for (size_t i = 0; status == ASSAY_OK && i < a->n; i++)
        status = read_row(a, i, members, err);
    all->proposal.commenters = !members;
    return status;
}

/* ---- the proposal ------------------------------------------------------------------ */

static assay_status propose(budget *all, const char *currency, assay_error *err)
{
    size_t n = 0;
    assay_candidate *candidates =
        assay_arena_array(all->arena, all->n + 1, sizeof *candidates);
    size_t *from = assay_arena_array(all->arena, all->n + 1, sizeof *from);
    assay_report_pick *picks = assay_arena_array(all->arena, all->n + 1, sizeof *picks);
    if (candidates == NULL || from == NULL || picks == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    for (size_t i = 0; i < all->n; i++) {
        budget_row *row = &all->rows[i];
        row->why = judge_row(row, currency);
        if (row->why != WHY_TOO_LITTLE)
            continue;
        candidates[n] =
            (assay_candidate){all->platforms[i], all->handles[i], row->fee,
                              row->reach,        row->people,     row->n_people};
        from[n++] = i;
    }
    assay_report_proposal *out = &all->proposal;
    assay_status status =
        assay_propose(candidates, n, all->amount, all->arena, &out->result, err);
    for (size_t k = 0; status == ASSAY_OK && k < out->result.n; k++) {
        size_t i = from[out->result.chosen[k]];
        budget_row *row = &all->rows[i];
        row->why = WHY_CHOSEN;
        row->place = k + 1;
        row->adds = out->result.adds[k];
        picks[k] = (assay_report_pick){all->platforms[i], all->handles[i], row->decision,
                                       row->decided,      row->fee,        row->adds,
                                       row->reach};
    }
    out->picks = picks;
    out->considered = n;
    return status;
}

assay_status budget_settle(audit *a, assay_error *err)
{
    budget *all = &a->budget;
    char currency[16] = "";
    if (!all->asked)
        return ASSAY_OK;
    assay_status status = read_rows(a, err);
    if (status == ASSAY_OK)
        status = settle_currency(all, currency, err);
    if (status == ASSAY_OK)
        status = propose(all, currency, err);
    all->proposal.budget = all->amount;
    memcpy(all->proposal.currency, currency, sizeof currency);
    all->proposal.target = a->target;
    return status;
}

void budget_free(budget *all)
{
    assay_arena_free(all->arena);
}
