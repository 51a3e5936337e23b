/** What the reference says before the first endpoint: paragraphs with an empty line between them, `code` in backticks. */
export const aboutApi = `Everything that the shop's own pages do, as JSON over HTTPS: the same products, prices, carts and orders.

**Places.** Addresses begin with a market and one of its languages, such as \`/api/store/de/en/products\`. The market decides prices, taxes, stock and delivery; the language decides words and slugs. \`GET /api/store/markets\` lists them.

**Money** is whole numbers in the smallest unit of a currency: \`{"amountMinor": 2490, "currency": "EUR"}\` is 24.90 EUR. Instants are UTC in ISO 8601, days are \`YYYY-MM-DD\`.

**Shoppers** sign in by token: \`Authorization: Bearer TOKEN\`. The API reads and sets no cookie. An endpoint says who may use it.

**Changes** need the header \`Idempotency-Key\`: new and random for each change. The same request with the same key is done once and gets the same answer for a day, with \`Idempotency-Replayed: true\`; so after a time-out, send it again. Another request with the key is refused (422), one that comes while the first is running, too (409).

**Lists** are walked by \`links.next\` and \`links.previous\`. A page begins after a product and not at a number, so nothing comes twice while products come and go.

**Caching.** What is the same for everybody has an \`ETag\`: send it as \`If-None-Match\` and get 304 while nothing has changed. Everything else is \`no-store\`.

**Problems** are \`application/problem+json\` (RFC 9457). Programs look at \`code\`, which never changes; people read \`title\` and \`detail\`. Parameters and fields that are unknown, double or malformed are refused, each named in \`fields\`. \`instance\` is the number of the request in the shop's logs. What breaks the rules of HTTP itself (a GET with a body, an address too long) has the code \`http-refused\`.

**Limits.** \`RateLimit-Policy\` tells how many requests are allowed and \`RateLimit\` how many are left; who sends more gets 429 with \`Retry-After\`. Bodies have at most 65,536 bytes.

**Browsers.** Scripts of other origins may use the API when the shop allows their origin (setting \`API_ALLOWED_ORIGINS\`).

**TypeScript.** The shop's source holds a typed client in \`packages/client\`, which makes the keys and sends again what may have been lost, and an example shop front on it in \`examples/storefront\`.

**Versions.** \`API-Version\` is in every answer. Within version 1 names, types and codes stay; new endpoints, new optional parameters, new fields of answers and new problem codes may come at any time, so pass over what you do not know. What is to go is marked \`deprecated\` in the OpenAPI document and answers with the headers \`Deprecation\` (RFC 9745) and \`Sunset\` (RFC 8594) for at least twelve months before. An incompatible version would get addresses of its own.`
