import type { aws_wafv2 as wafv2 } from 'aws-cdk-lib'

type Statement = wafv2.CfnWebACL.StatementProperty

/** One rate rule of WAF: so many requests of one address in a window, then 429 until fewer come. */
export type RateRule = {
  readonly name: string
  /** Names of limits in the program's own table (src/domain/settings/rate-limits.ts) that it stands before. */
  readonly mirrors: readonly string[]
  readonly limit: number
  /** WAF knows 60, 120, 300 and 600. */
  readonly seconds: 60 | 120 | 300 | 600
  readonly counts: Statement
}

/**
 * The program counts by account, device and route, exactly and to the second; WAF counts addresses, roughly and late. So a rule here
 * takes twice what the program takes of one address from all its limits in `mirrors`: a burst and what is refilled while it is counted
 * are let through before the program says no. Whoever meets WAF is a flood, and the program has refused him for long.
 */
export const looseness = 2

const asItIs = [{ priority: 0, type: 'NONE' }]

const place = '/[^/]+/[^/]+'

/** Pages and calls at which a secret may be guessed, a mail is sent or an order is placed. */
const guessedPages = `^${place}/(account/(sign-in|register|verify|forgot|reset|email|email/confirm|password|close)|orders/[^/]+/(pay|account)|order-lookup|withdrawal|checkout/place|cart/code)$`
const guessedCalls = `^/api/store${place}/(account/(sign-in|register|verify|forgot-password|reset-password|password|email|email/confirm|close)|orders/lookup|orders/[^/]+/(payment|account)|withdrawals|carts/[^/]+/(order|code))$`

export const rateRules: readonly RateRule[] = [
  {
    name: 'guesses',
    mirrors: ['sign-in', 'register', 'reset', 'proof', 'order-look-up', 'code', 'checkout'],
    limit: 660,
    seconds: 600,
    counts: all(any(method('POST'), method('PUT')), any(path(guessedPages), path(guessedCalls))),
  },
  {
    name: 'changes',
    mirrors: ['cart', 'api-change'],
    limit: 3_600,
    seconds: 60,
    counts: all(
      not(any(method('GET'), method('HEAD'), method('OPTIONS'))),
      path(`^(${place}/(cart/lines(/[^/]+)?|checkout/(details|delivery))|/api/store/.+)$`),
    ),
  },
  {
    name: 'searches',
    mirrors: ['search', 'suggestions'],
    limit: 8_400,
    seconds: 60,
    counts: all(method('GET'), path(`^(/api/store)?${place}/(search|suggest|suggestions)$`)),
  },
  {
    // Pages, too, but not what CloudFront hands out for ever: a page has dozens of pictures.
    name: 'all',
    mirrors: [],
    limit: 15_000,
    seconds: 60,
    counts: not(path('^/(media|assets)/.+$')),
  },
]

export function path(regexString: string): Statement {
  return { regexMatchStatement: { fieldToMatch: { uriPath: {} }, regexString, textTransformations: asItIs } }
}

function method(searchString: string): Statement {
  return {
    byteMatchStatement: {
      fieldToMatch: { method: {} },
      positionalConstraint: 'EXACTLY',
      searchString,
      textTransformations: asItIs,
    },
  }
}

export function isPath(searchString: string): Statement {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: 'EXACTLY',
      searchString,
      textTransformations: asItIs,
    },
  }
}

function all(...statements: Statement[]): Statement {
  return { andStatement: { statements } }
}

export function any(...statements: Statement[]): Statement {
  return { orStatement: { statements } }
}

export function not(statement: Statement): Statement {
  return { notStatement: { statement } }
}
