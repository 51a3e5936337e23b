/** Every problem that the store API answers. The code is its name for programs and never changes. */
export type ProblemKind = {
  status: number
  title: string
  /** What the one who writes the program, or the shopper, can do. */
  advice: string
}

const table = {
  // Any request.
  'address-unknown': {
    status: 404,
    title: 'There is nothing at this address',
    advice: 'Compare the path with the reference. Addresses end without a slash.',
  },
  'place-unknown': {
    status: 404,
    title: 'The shop has no such market in this language',
    advice: 'GET /api/store/markets lists the markets and the languages of each.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take the method',
    advice: 'The header Allow lists the methods that it takes.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No form of the answer is acceptable',
    advice:
      'Answers are application/json, problems application/problem+json. Send an Accept header that allows both, or none.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    advice: 'Bodies have at most 65,536 bytes.',
  },
  'body-not-json': {
    status: 415,
    title: 'The body is not sent as JSON',
    advice: 'Send application/json in UTF-8, uncompressed.',
  },
  'json-malformed': {
    status: 400,
    title: 'The body is no JSON that can be read',
    advice:
      'Send one JSON value in UTF-8, at most 16 levels deep, with no name twice in one object and no NUL character.',
  },
  'header-malformed': {
    status: 400,
    title: 'A header cannot be read',
    advice: 'The detail names the header and what is allowed.',
  },
  'input-invalid': {
    status: 422,
    title: 'Something that was sent is not valid',
    advice: 'Each entry of fields names a parameter or field of the body and says what is allowed.',
  },
  'sign-in-needed': {
    status: 401,
    title: 'Only a signed-in shopper may do this',
    advice: 'Sign in and send the token: Authorization: Bearer TOKEN.',
  },
  'token-unknown': {
    status: 401,
    title: 'The token is unknown or over',
    advice: 'Sign in again, or leave the header Authorization out to go on as a guest.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    advice: 'Wait as many seconds as the header Retry-After says. RateLimit tells how many requests are left.',
  },
  busy: {
    status: 503,
    title: 'The shop has too much to do just now',
    advice: 'Wait as many seconds as the header Retry-After says, then send the same request again with the same key.',
  },
  fault: {
    status: 500,
    title: 'The shop made a mistake',
    advice: 'Send the same request again with the same key. If it stays, tell the shop the instance of the problem.',
  },

  // Changes with a key.
  'key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    advice: 'Use a new key for each change, and an old one only to send the very same request again.',
  },
  'key-in-use': {
    status: 409,
    title: 'The request with this Idempotency-Key is still running',
    advice: 'Send it again after as many seconds as the header Retry-After says.',
  },

  // Catalogue.
  'product-unknown': {
    status: 404,
    title: 'This market sells no such product',
    advice: 'Products come and go, and each language has addresses of its own: search, or read the list again.',
  },
  'category-unknown': {
    status: 404,
    title: 'This market has no such category',
    advice: 'GET categories lists those with something for sale.',
  },
  'collection-unknown': {
    status: 404,
    title: 'There is no such collection',
    advice: 'GET collections lists them.',
  },

  // Carts.
  'cart-unknown': {
    status: 404,
    title: 'There is no such cart',
    advice: 'Carts end 30 days after their last change. A cart of an account opens with the token of its shopper only.',
  },
  'variant-not-sold': {
    status: 409,
    title: 'This market does not sell the variant',
    advice: 'Read the product again: it names the variants that are sold.',
  },
  'sold-out': {
    status: 409,
    title: 'The variant is sold out',
    advice: 'Nothing was changed. Offer another variant.',
  },
  'no-more-left': {
    status: 409,
    title: 'All that can be had is in the cart already',
    advice: 'quantity says how many are in the cart.',
  },
  'cart-full': {
    status: 409,
    title: 'The cart holds as many lines as a cart can hold',
    advice: 'Remove a line, or order first.',
  },
  'cart-empty': {
    status: 409,
    title: 'The cart is empty',
    advice: 'Add a line first.',
  },
  'code-not-valid': {
    status: 422,
    title: 'The code does nothing here',
    advice: 'It may be mistyped, over, used up or for another market: which of them is not told.',
  },
  'code-below-minimum': {
    status: 409,
    title: 'The cart is too small for the code',
    advice: 'minimum says from which sum of the goods on the code works.',
  },

  // Checkout and payment.
  'saved-address-unknown': {
    status: 404,
    title: 'The account has no such address',
    advice: 'GET account/addresses lists them.',
  },
  'details-missing': {
    status: 409,
    title: 'E-mail and addresses are missing',
    advice: 'PUT the details of the checkout first.',
  },
  'delivery-missing': {
    status: 409,
    title: 'No way of delivery is chosen',
    advice: 'Read the checkout: it lists the ways to the address. Choose one of them.',
  },
  'delivery-unknown': {
    status: 422,
    title: 'No such way of delivery leads to the address',
    advice: 'Read the checkout: it lists the ways to the address.',
  },
  'out-of-stock': {
    status: 409,
    title: 'There are fewer pieces than the cart asks for',
    advice: 'lines says which, and how many are left. Nothing was ordered.',
  },
  'total-changed': {
    status: 409,
    title: 'The cart, a price or a tax has changed since the shopper agreed',
    advice: 'Read the checkout, show the new sum, and order again when the shopper agrees to it.',
  },
  'paid-already': {
    status: 409,
    title: 'The cart has been paid a moment ago',
    advice: 'token opens the order. No second one was made.',
  },
  'order-cancelled': {
    status: 409,
    title: 'The order is cancelled',
    advice: 'The cart is still there: order again.',
  },
  'order-too-old': {
    status: 409,
    title: 'The order is too old for another payment page',
    advice: 'The cart is still there: order again.',
  },
  'payment-under-way': {
    status: 409,
    title: 'A payment is on its way',
    advice: 'Read the order in a moment: it says what has become of it.',
  },
  'payment-unclear': {
    status: 503,
    title: 'The payment provider does not answer',
    advice: 'The order stands and nothing is charged twice. Send the same request again with the same key.',
  },
  'payment-refused': {
    status: 502,
    title: 'The payment provider has refused the payment page',
    advice: 'The order stands. Send the same request again, or ask the shop.',
  },

  // Orders.
  'order-unknown': {
    status: 404,
    title: 'There is no such order',
    advice: 'The token must be whole; number and e-mail address must belong together.',
  },
  'already-shipped': {
    status: 409,
    title: 'The order has left the house',
    advice: 'It cannot be cancelled any more. It can be sent back.',
  },

  // Accounts.
  'sign-in-failed': {
    status: 422,
    title: 'E-mail address and password do not belong together',
    advice: 'Which of them is wrong is not told.',
  },
  'password-wrong': {
    status: 422,
    title: 'The password is wrong',
    advice: 'Nothing was changed.',
  },
  'link-over': {
    status: 410,
    title: 'The link is unknown, used or too old',
    advice: 'Links open once, for 30 minutes. Ask for a new one.',
  },
  'account-exists': {
    status: 409,
    title: 'The e-mail address has an account already',
    advice: 'Sign in, or ask for a new password.',
  },
  'address-book-full': {
    status: 409,
    title: 'The address book is full',
    advice: 'Remove an address first.',
  },
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof table

export const problemKinds: Readonly<Record<ProblemCode, ProblemKind>> = table

export const problemCodes = Object.keys(table) as [ProblemCode, ...ProblemCode[]]

export type FieldProblem = {
  /** 'email', 'address.postcode', 'lines.0.quantity'; of a query or path, the parameter's name. */
  field: string
  /** Where it was sent. */
  in: 'path' | 'query' | 'body'
  /** For programs: 'missing', 'unknown', 'repeated', 'malformed', 'too-small', 'too-large', or the shop's own word. */
  code: string
  /** What is wrong and what is allowed, in English. */
  message: string
}

/** What an endpoint returns where it does not answer. */
export type Refusal<C extends ProblemCode = ProblemCode> = {
  problem: C
  /** What is wrong this time, without what a person typed. */
  detail?: string
  fields?: readonly FieldProblem[]
  /** Further members of the problem, as the endpoint's words say them. */
  more?: Readonly<Record<string, unknown>>
  headers?: Readonly<Record<string, string>>
}

export const refuse = <C extends ProblemCode>(problem: C, told: Omit<Refusal<C>, 'problem'> = {}): Refusal<C> => ({
  problem,
  ...told,
})
