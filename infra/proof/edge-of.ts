/** What CloudFront and WAF would do with a request, as far as the templates say it. */

export type Template = { readonly Resources: Readonly<Record<string, { Type: string; Properties: Properties }>> }
// biome-ignore lint/suspicious/noExplicitAny: properties of CloudFormation have a shape for each type.
type Properties = any

export const resourcesOf = (template: Template, type: string): Properties[] =>
  Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties)

/** `*` is any number of characters and `?` is one; both may be slashes. Capitals count. */
export const isOfPattern = (pattern: string, path: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(path)

export type Behaviour = {
  pattern: string
  methods: string[]
  origin: string
  compress: boolean
  /** None: nothing is kept. */
  key: {
    cookies: string
    headers: string[]
    queries: string
    leftOut: string[]
    minSeconds: number
    maxSeconds: number
  } | null
  /** Beside what is in the key. */
  forwarded: { cookies: string; queries: string; headersLeftOut: string[] } | null
  headersPolicy: Properties
}

const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'

/** In the order in which CloudFront tries them; the default is the last. */
export function behavioursOf(template: Template): Behaviour[] {
  const { DistributionConfig: config } = resourcesOf(template, 'AWS::CloudFront::Distribution')[0]
  const find = ({ Ref }: { Ref: string }) => template.Resources[Ref]?.Properties
  const read = (from: Properties): Behaviour => {
    const cache = from.CachePolicyId === cachingDisabled ? null : find(from.CachePolicyId).CachePolicyConfig
    const parameters = cache?.ParametersInCacheKeyAndForwardedToOrigin
    const request = from.OriginRequestPolicyId && find(from.OriginRequestPolicyId).OriginRequestPolicyConfig
    return {
      pattern: from.PathPattern ?? '*',
      methods: from.AllowedMethods,
      origin: from.TargetOriginId,
      compress: from.Compress,
      key: cache && {
        cookies: parameters.CookiesConfig.CookieBehavior,
        headers: [
          ...(parameters.HeadersConfig.Headers ?? []),
          ...(parameters.EnableAcceptEncodingGzip || parameters.EnableAcceptEncodingBrotli ? ['accept-encoding'] : []),
        ],
        queries: parameters.QueryStringsConfig.QueryStringBehavior,
        leftOut: parameters.QueryStringsConfig.QueryStrings ?? [],
        minSeconds: cache.MinTTL,
        maxSeconds: cache.MaxTTL,
      },
      forwarded: request
        ? {
            cookies: request.CookiesConfig.CookieBehavior,
            queries: request.QueryStringsConfig.QueryStringBehavior,
            headersLeftOut:
              request.HeadersConfig.HeaderBehavior === 'allExcept' ? request.HeadersConfig.Headers : ['*'],
          }
        : null,
      headersPolicy: from.ResponseHeadersPolicyId && find(from.ResponseHeadersPolicyId).ResponseHeadersPolicyConfig,
    }
  }
  return [...config.CacheBehaviors, config.DefaultCacheBehavior].map(read)
}

export function behaviourFor(behaviours: readonly Behaviour[], path: string): Behaviour {
  const found = behaviours.find(({ pattern }) => isOfPattern(pattern, path))
  if (!found) throw new Error(`No behaviour takes ${path}.`)
  return found
}

/** Whether a statement of WAF holds for a request. */
export function holds(statement: Properties, request: { method: string; path: string }): boolean {
  const { AndStatement, OrStatement, NotStatement, RegexMatchStatement, ByteMatchStatement } = statement
  const field = ({ FieldToMatch }: Properties): string => (FieldToMatch.Method ? request.method : request.path)
  if (AndStatement) return AndStatement.Statements.every((one: Properties) => holds(one, request))
  if (OrStatement) return OrStatement.Statements.some((one: Properties) => holds(one, request))
  if (NotStatement) return !holds(NotStatement.Statement, request)
  if (RegexMatchStatement) return new RegExp(RegexMatchStatement.RegexString).test(field(RegexMatchStatement))
  if (ByteMatchStatement?.PositionalConstraint === 'EXACTLY')
    return field(ByteMatchStatement) === ByteMatchStatement.SearchString
  throw new Error(`Nobody has said yet when this holds: ${JSON.stringify(statement)}`)
}

/** Capacity units of managed groups, from the page of each in the developer guide of WAF. */
const groupUnits: Readonly<Record<string, number>> = {
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesSQLiRuleSet: 200,
}

/** Capacity units of a statement, without transformations of text, which nothing here has. */
export function unitsOf(statement: Properties): number {
  const [[kind, value]] = Object.entries(statement) as [[string, Properties]]
  const within = (more: Properties) => (more ? unitsOf(more) : 0)
  const transformations = (value.TextTransformations ?? []).filter(({ Type }: Properties) => Type !== 'NONE')
  if (transformations.length > 0) throw new Error('Transformations cost ten units each.')
  switch (kind) {
    case 'AndStatement':
    case 'OrStatement':
      return value.Statements.reduce((sum: number, one: Properties) => sum + unitsOf(one), 0)
    case 'NotStatement':
      return unitsOf(value.Statement)
    case 'IPSetReferenceStatement':
      return 1
    case 'ByteMatchStatement':
      return 2
    case 'RegexMatchStatement':
      return 3
    case 'RateBasedStatement':
      return 2 + within(value.ScopeDownStatement)
    case 'ManagedRuleGroupStatement': {
      const units = groupUnits[value.Name]
      if (units === undefined) throw new Error(`The units of ${value.Name} are not in the table.`)
      return units + within(value.ScopeDownStatement)
    }
    default:
      throw new Error(`The units of ${kind} are not in the table.`)
  }
}
