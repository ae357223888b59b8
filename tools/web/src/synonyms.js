// SPDX-License-Identifier: GPL-3.0-or-later
// What others call our columns, folded to lower case without marks and without signs, in
// English, Vietnamese and German, and as common exports have them. First match wins.

const NAMES = {
  platform: "network, channel type, social network, nen tang, mang xa hoi, kenh, plattform",
  handle: "username, user name, account, account username, profile, profile url, profile link, link, url, creator, influencer, kol, koc, channel, owner username, author meta name, page name, tai khoan, ten tai khoan, ten nguoi dung, duong dan, link kenh, nguoi sang tao, konto, benutzername, nutzername",
  id: "user id, account id, comment id, ma, ma tai khoan, ma binh luan",
  name: "full name, display name, nickname, author meta nick name, ten, ho ten, ten hien thi, anzeigename",
  bio: "biography, description, signature, about, author meta signature, tieu su, gioi thieu, biografie",
  category: "niche, topic, business category name, linh vuc, chu de, nganh, kategorie",
  country: "market, region code, quoc gia, nuoc, thi truong, land",
  language: "lang, ngon ngu, sprache",
  verified: "is verified, author meta verified, tich xanh, xac minh, verifiziert",
  private: "is private, rieng tu, privat",
  has_picture: "has profile pic, co anh",
  created_at: "joined, account created, ngay tao, ngay lap, erstellt",
  followers: "subs, follower, follower count, followers count, subscribers, subscriber count, fans, author meta fans, fan, luot theo doi, nguoi theo doi, so nguoi theo doi, so follow, follow, so follower, abonnenten",
  following: "follows, followings, following count, follows count, friends, author meta following, dang theo doi, dang follow, gefolgt",
  posts_count: "media count, video count, number of posts, so bai, so bai viet, so bai dang, so video, anzahl beitrage",
  fee: "price, cost, rate, budget, amount, post price, phi, chi phi, gia, bao gia, booking, honorar, preis, kosten",
  currency: "don vi tien, tien te, wahrung",
  at: "date, day, time, timestamp, datetime, created time, create time, create time iso, published at, publish time, post time, posted at, month, ngay, thoi gian, ngay dang, thoi gian dang, ngay gio, datum, zeit, zeitpunkt",
  posts: "posts, media count, so bai",
  views: "view count, plays, play count, video views, video view count, total views, impressions, luot xem, so luot xem, view, aufrufe",
  likes: "like count, likes count, total likes, digg count, hearts, reactions, luot thich, so like, like, tim, tha tim, cam xuc, gefallt mir",
  post: "post id, media id, video id, id, permalink, post url, post link, video link, shortcode, short code, web video url, bai, bai viet, ma bai, ma bai viet, link bai, beitrag",
  kind: "type, post type, media type, content type, product type, loai, loai bai, dinh dang, art, typ",
  caption: "text, description, title, video title, post text, message, noi dung, tieu de, mo ta, beschreibung",
  comments: "comment count, comments count, total comments, binh luan, so binh luan, luot binh luan, cmt, kommentare",
  shares: "share count, shares count, total shares, reposts, luot chia se, chia se, so chia se, geteilt",
  saves: "save count, saved, bookmarks, collect count, add to favorites, luot luu, gespeichert",
  reach: "unique views, luot tiep can, tiep can, reichweite",
  clicks: "link clicks, luot nhap, klicks",
  sponsored: "is sponsored, paid, ad, paid partnership, quang cao, tai tro, gesponsert",
  seen_at: "scraped at, collected at, fetched at, ngay lay",
  author: "username, user, commenter, comment author, owner username, from, unique id, nguoi binh luan, tai khoan binh luan, nguoi viet, autor, verfasser",
  text: "comment, comment text, content, body, message, noi dung, binh luan, noi dung binh luan, kommentar",
  reply_to: "parent, parent id, in reply to, tra loi",
  by_creator: "is creator, author is uploader, by owner, cua chu kenh",
  author_followers: "commenter followers",
  stream: "live, live id, stream id, phien live, ma phien",
  viewers: "viewer count, nguoi xem, mat xem",
  orders: "order count, don hang, so don, bestellungen",
  revenue: "sales, doanh thu, doanh so, umsatz",
  code: "coupon, promo code, ma giam gia, gutschein",
  from: "start, start date, tu ngay, von", to: "end, end date, den ngay, bis",
  cause: "reason, ly do, nguyen nhan, grund", note: "remark, ghi chu, notiz",
};

/* What a file or sheet is called when it holds a table. */
export const TABLE_NAMES = {
  accounts: "account creator influencer kol koc profile roster danh sach tai khoan konten",
  growth: "growth follower history timeline daily tang truong theo doi theo ngay verlauf",
  posts: "post media video content reel bai viet bai dang beitrage",
  comments: "comment binh luan cmt kommentar",
  audience: "audience followers list khan gia publikum",
  actions: "action hanh dong", livestreams: "live livestream", sales: "sale order doanh so don hang",
};

export const SYNONYMS = new Map(
  Object.entries(NAMES).map(([column, words]) => [column, words.split(", ")]));
