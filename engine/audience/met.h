/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts of an account by hash, and at how many accounts of the input each is met. */
#ifndef ASSAY_AUDIENCE_MET_H
#define ASSAY_AUDIENCE_MET_H

#include <assay/contacts.h>

/** The different contacts of an account that have an id, ascending.
 * @param id  [n_audience]   @return how many   @cost O(rows log rows) */
size_t assay__contact_ids(const assay_account *account, uint64_t id[]);

/** At how many accounts a contact is met; 0: at none. @cost O(log contacts) */
size_t assay__contact_met_at(const assay_contacts_met *met, uint64_t id);

/** Accounts counted. */
size_t assay__contacts_accounts(const assay_contacts_met *met);

#endif
