/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Naive Bayes with few, large and known pieces: a word counts once, whatever its length,
 * and every weight is the logarithm of how much likelier its sign is in the language. */
#include "text/language.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "text/dialects.h"

/* How texts are written. */
typedef enum writing {
    LATIN,
    THAI,
    LAO,
    KHMER,
    MYANMAR,
    HAN,
    KANA,
    HANGUL,
    CYRILLIC,
    ARABIC,
    DEVANAGARI,
    WRITINGS
} writing;

typedef struct row {
    const char *code, *home;
    double at_home;
    const char *words, *affixes, *letters;
    writing written;
} row;

static const row ROWS[] = {
#define LANGUAGE(code, writing, home, at_home, words, affixes, letters)                  \
    {#code, home, at_home, words, affixes, letters, writing},
#include "text/languages.def"
#undef LANGUAGE
};

/* Nats of one word. About half of running words are on a language's list of some 200, so
 * each is said about 0.5 / 200 of the time, eleven times as often as in another language;
 * half are not, against all in a language without a list. An ending is about twice as
 * frequent where it belongs. Nineteen words in twenty of Vietnamese are one of its
 * syllables, one in four is elsewhere. */
static const double LISTED = 2.4, UNLISTED = -0.6, WITH_ENDING = 0.7;
static const double SYLLABLE = 1.3, NO_SYLLABLE = -2.0;
/* Letters that one language writes, or few; marks where a language writes none; a writing
 * that belongs to one language. Foreign names carry them too, so they are no proof. */
static const double OWN_LETTER = 2.0, VIETNAMESE_LETTER = 3.5, STRANGE_MARK = -1.5;
static const double WRITTEN = 8.0, NOT_WRITTEN = -8.0;

enum { MOST_WORDS = 40, LONGEST_AFFIX = 8 }; /* words of one text are no 200 witnesses */

const char *assay__language_code(assay__language language)
{
    return ROWS[language].code;
}

const char *assay__language_home(assay__language language, double *at_home)
{
    *at_home = ROWS[language].at_home;
    return ROWS[language].home[0] == '\0' ? NULL : ROWS[language].home;
}

static char small(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return (char)(byte - 'A' + 'a');
    return byte;
}

assay__language assay__language_find(assay_str code)
{
    for (unsigned i = 0; i < ASSAY__LANGUAGE_COUNT; i++) {
        bool same = code.len >= 2 && small(code.ptr[0]) == ROWS[i].code[0] &&
                    small(code.ptr[1]) == ROWS[i].code[1];
        if (same && (code.len == 2 || code.ptr[2] == '-' || code.ptr[2] == '_'))
            return (assay__language)i;
    }
    return ASSAY__LANGUAGE_NONE;
}

/* ---- tables ------------------------------------------------------------------------ */

/* Words that are typed alike everywhere. */
static const char *const EVERYWHERE =
    "ok okay oke okie wow hi hello hey bye yes like follow share video clip live story "
    "reel reels "
    "post link size sale shop review test top vip pro max mini hot hit idol fan fans "
    "cute crush "
    "style vlog vlogger tiktok youtube facebook instagram zalo shopee lazada app web "
    "online "
    "offline livestream inbox ib ad admin team show game music remix cover beat rap kpop "
    "vpop "
    "rip win good nice best love happy birthday thanks sexy baby boy girl make makeup "
    "skincare "
    "serum combo voucher freeship ship cod camera laptop iphone samsung";
#define EVERYWHERE_BIT (UINT32_C(1) << 31)

/* The next word of a list with blanks between; length 0 at its end. */
static assay_str next_word(const char **at)
{
    *at += strspn(*at, " ");
    assay_str word = {*at, strcspn(*at, " ")};
    *at += word.len;
    return word;
}

static size_t count_words(const char *list)
{
    size_t n = 0;
    while (next_word(&list).len > 0)
        n++;
    return n;
}

/* Words of a list by their skeletons. */
static assay_status add_folded_list(const char *list, uint32_t bits, assay_arena *arena,
                                    assay__word_bits *out, assay_error *err)
{
    for (assay_str word = next_word(&list); word.len > 0; word = next_word(&list)) {
        assay__folded folded;
        ASSAY__TRY(assay__fold(word, arena, &folded, err));
        assay_str skeleton = folded.skeleton;
        if (skeleton.len > 0)
            assay__word_bits_add(out, assay__word_hash(skeleton.ptr, skeleton.len), bits);
    }
    return ASSAY_OK;
}

static assay_status add_languages(assay_arena *arena, assay__word_bits *out,
                                  assay_error *err)
{
    size_t n = count_words(EVERYWHERE);
    for (unsigned i = 0; i < ASSAY__LANGUAGE_COUNT; i++)
        n += count_words(ROWS[i].words);
    ASSAY__TRY(assay__word_bits_new(arena, n, out, err));
    ASSAY__TRY(add_folded_list(EVERYWHERE, EVERYWHERE_BIT, arena, out, err));
    for (unsigned i = 0; i < ASSAY__LANGUAGE_COUNT; i++)
        ASSAY__TRY(add_folded_list(ROWS[i].words, UINT32_C(1) << i, arena, out, err));
    return ASSAY_OK;
}

/* A list of words as they are. */
static assay_status add_list(const char *list, assay_arena *arena, assay__word_bits *out,
                             assay_error *err)
{
    ASSAY__TRY(assay__word_bits_new(arena, count_words(list), out, err));
    for (assay_str word = next_word(&list); word.len > 0; word = next_word(&list))
        assay__word_bits_add(out, assay__word_hash(word.ptr, word.len), 1);
    return ASSAY_OK;
}

/* Syllables without their marks. Source: Đoàn Thiện Thuật 1977, Ngữ âm tiếng Việt. */
static const char *const ONSETS = "b c ch d g gh gi h k kh l m n ng ngh nh p ph q r s t "
                                  "th tr v x";
static const char *const RHYMES =
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia "
    "ich "
    "iec iem ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh "
    "oao oat oay oc oe oen oeo oet oi om on ong op ot u ua uac uach uai uam uan uang "
    "uanh "
    "uao uat uau uay uc ue uech uen uenh ueo uet ui um un ung uo uoc uoi uom uon uong "
    "uop "
    "uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem yen yet yeu";

assay_status assay__languages_new(assay_arena *arena, assay__languages *out,
                                  assay_error *err)
{
    assay__languages made;
    ASSAY__TRY(add_languages(arena, &made.words, err));
    ASSAY__TRY(add_list(ONSETS, arena, &made.onsets, err));
    ASSAY__TRY(add_list(RHYMES, arena, &made.rhymes, err));
    ASSAY__TRY(assay__dialects_fill(arena, &made.marked, &made.plain, err));
    *out = made;
    return ASSAY_OK;
}

/* ---- words ------------------------------------------------------------------------- */

static bool is_syllable(const assay__languages *languages, assay_str word)
{
    for (size_t onset = 0; onset < 4 && onset < word.len; onset++) {
        bool begins =
            onset == 0 || assay__word_bits_of(&languages->onsets,
                                              assay__word_hash(word.ptr, onset)) != 0;
        uint64_t rhyme = assay__word_hash(word.ptr + onset, word.len - onset);
        if (begins && assay__word_bits_of(&languages->rhymes, rhyme) != 0)
            return true;
    }
    return false;
}

/* `-ing` stands at the end, `ber-` at the beginning, of a longer word. */
static bool has_affix(assay_str word, assay_str affix)
{
    bool ending = affix.ptr[0] == '-';
    size_t len = affix.len - 1;
    if (word.len < len + 2)
        return false;
    return ending ? memcmp(word.ptr + word.len - len, affix.ptr + 1, len) == 0
                  : memcmp(word.ptr, affix.ptr, len) == 0;
}

static bool has_any_affix(assay_str word, const char *affixes)
{
    for (assay_str affix = next_word(&affixes); affix.len > 0;
         affix = next_word(&affixes))
        if (has_affix(word, affix))
            return true;
    return false;
}

/* A run of digits, a single letter or laughter is no word of any language. */
static bool says_nothing(assay_str word)
{
    static const char LAUGHTER[] = "hakiejs0";
    for (size_t i = 0; i < word.len && word.len > 1; i++)
        if (memchr(LAUGHTER, word.ptr[i], sizeof LAUGHTER - 1) == NULL)
            return false;
    return word.len > 3 || word.ptr[0] == '0';
}

/* @return whether the word is one of some language */
static bool read_word(const assay__languages *languages, assay_str word, uint64_t hash,
                      double nats[])
{
    uint32_t lists = assay__word_bits_of(&languages->words, hash);
    if ((lists & EVERYWHERE_BIT) != 0 || (lists == 0 && says_nothing(word)))
        return false;
    for (unsigned i = 0; i < ASSAY__LANGUAGE_COUNT && ROWS[i].written == LATIN; i++) {
        bool listed = (lists >> i & 1) != 0;
        nats[i] += listed ? LISTED : UNLISTED;
        if (!listed && lists == 0 && has_any_affix(word, ROWS[i].affixes))
            nats[i] += WITH_ENDING - UNLISTED;
    }
    if ((lists >> ASSAY__LANGUAGE_vi & 1) == 0)
        nats[ASSAY__LANGUAGE_vi] += is_syllable(languages, word) ? SYLLABLE : NO_SYLLABLE;
    return true;
}

/* ---- letters ----------------------------------------------------------------------- */

static writing writing_of(uint32_t code)
{
    static const struct {
        uint32_t first, last;
        writing written;
    } BLOCKS[] = {{0x0370, 0x03FF, WRITINGS}, {0x0400, 0x052F, CYRILLIC},
                  {0x0600, 0x06FF, ARABIC},   {0x0900, 0x097F, DEVANAGARI},
                  {0x0E01, 0x0E7F, THAI},     {0x0E80, 0x0EFF, LAO},
                  {0x1000, 0x109F, MYANMAR},  {0x1100, 0x11FF, HANGUL},
                  {0x1780, 0x17FF, KHMER},    {0x3041, 0x30FF, KANA},
                  {0x3400, 0x9FFF, HAN},      {0xAC00, 0xD7AF, HANGUL}};
    for (size_t i = 0; i < sizeof BLOCKS / sizeof *BLOCKS; i++)
        if (code >= BLOCKS[i].first && code <= BLOCKS[i].last)
            return BLOCKS[i].written;
    bool letter = (code >= 'a' && code <= 'z') || (code >= 0xC0 && code <= 0x24F) ||
                  (code >= 0x1E00 && code <= 0x1EFF);
    return letter ? LATIN : WRITINGS;
}

/* What the letters of a text show. */
typedef struct census {
    unsigned written[WRITINGS + 1];
    unsigned own[ASSAY__LANGUAGE_COUNT]; /* letters of a language's list */
    unsigned vietnamese;                 /* letters that only Vietnamese writes */
    unsigned marks;                      /* Latin letters beyond a to z */
} census;

static bool is_vietnamese(uint32_t code)
{
    return (code >= 0x1EA0 && code <= 0x1EF9) || code == 0x103 || code == 0x111 ||
           code == 0x129 || code == 0x169 || code == 0x1A1 || code == 0x1B0;
}

static bool writes(const char *letters, uint32_t code)
{
    assay_str list = assay__str(letters);
    for (size_t at = 0; at < list.len;)
        if (assay__utf8_next(list, &at) == code)
            return true;
    return false;
}

static void read_letters(assay_str visible, census *out)
{
    *out = (census){.marks = 0};
    for (size_t at = 0; at < visible.len;) {
        uint32_t code = assay__utf8_next(visible, &at);
        out->written[writing_of(code)]++;
        if (code < 0x80)
            continue;
        out->marks += writing_of(code) == LATIN;
        out->vietnamese += is_vietnamese(code);
        for (unsigned i = 0; i < ASSAY__LANGUAGE_COUNT; i++)
            out->own[i] += writes(ROWS[i].letters, code);
    }
}

/* Marks weigh for at most three words' worth. */
static double weighed(unsigned marks, double nats)
{
    return nats * (marks < 3 ? marks : 3);
}

static void weigh_latin(const census *c, double nats[])
{
    for (unsigned i = 0; i < ASSAY__LANGUAGE_COUNT && ROWS[i].written == LATIN; i++) {
        bool marked = i == ASSAY__LANGUAGE_vi || ROWS[i].letters[0] != '\0';
        nats[i] += weighed(c->own[i], OWN_LETTER);
        nats[i] += marked ? 0 : weighed(c->marks, STRANGE_MARK);
        if (i != ASSAY__LANGUAGE_vi)
            nats[i] += weighed(c->vietnamese, STRANGE_MARK);
    }
    nats[ASSAY__LANGUAGE_vi] += weighed(c->vietnamese, VIETNAMESE_LETTER);
}

/* The writing of a text that is not Latin: kana and Hangul also stand between ideographs.
 * LATIN where most letters are. */
static writing foreign_writing(const census *c)
{
    unsigned all = 0, most = HAN;
    if (c->written[KANA] > 0)
        return KANA;
    for (unsigned w = LATIN + 1; w < WRITINGS; w++) {
        all += c->written[w];
        most = c->written[w] > c->written[most] ? w : most;
    }
    return 2 * all > c->written[LATIN] ? (writing)most : LATIN;
}

bool assay__language_read(const assay__languages *languages, const assay__folded *folded,
                          const assay__split *split, double nats[])
{
    census letters;
    double sums[ASSAY__LANGUAGE_COUNT] = {0};
    read_letters(folded->visible, &letters);
    if (folded->letters == 0)
        return false;
    writing written = foreign_writing(&letters);
    for (unsigned i = 0; i < ASSAY__LANGUAGE_COUNT; i++) {
        bool foreign = ROWS[i].written != LATIN;
        sums[i] = foreign || written != LATIN ? NOT_WRITTEN : 0;
        if (foreign && ROWS[i].written == written)
            sums[i] = WRITTEN;
    }
    bool said = written != LATIN || letters.marks > 0;
    size_t n = split->n < MOST_WORDS ? split->n : MOST_WORDS;
    for (size_t w = 0; w < n && written == LATIN; w++) {
        const assay__word *word = &split->words[w];
        assay_str text = {split->text.ptr + word->offset, word->len};
        said = read_word(languages, text, word->hash, sums) || said;
    }
    if (!said)
        return false;
    if (written == LATIN)
        weigh_latin(&letters, sums);
    memcpy(nats, sums, sizeof sums);
    return true;
}
