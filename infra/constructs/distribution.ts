import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type aws_certificatemanager as acm,
  aws_cloudfront as cloudfront,
  Duration,
  aws_cloudfront_origins as origins,
  type SecretValue,
  aws_s3 as s3,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { originDomain, originHeader } from './balancer.ts'
import type { Firewall } from './firewall.ts'
import { hashed, mediaBucketNameOf, mediaPrefix } from './media.ts'
import { waive } from './waive.ts'

/*
 * What the program says about keeping (src/routes.ts) in the words of CloudFront. Two things keep visitors apart, so that one fault
 * alone mixes nobody: only the addresses listed here are kept at all, without a cookie reaching the program, and of those only what
 * the program's answer lets a CDN keep. A market has a code of two letters; pages of others are answered and not kept.
 */

/** Pages that are the same for everybody: path and query are all that they depend on. */
export const sharedPages = [
  '/??/??',
  '/??/??/c/*',
  '/??/??/collections/*',
  '/??/??/new',
  '/??/??/sale',
  '/??/??/search',
  '/??/??/suggest',
  '/??/??/p/*',
  '/??/??/info/*',
  '/robots.txt',
  '/sitemap.xml',
  '/site.webmanifest',
  '/api/store/docs',
]

/** Calls of the same kind. What a script of another origin may read of the answer stands in its headers. */
export const sharedCalls = [
  '/api/store/markets',
  '/api/store/openapi.json',
  '/api/store/??/??/home',
  '/api/store/??/??/categories*',
  '/api/store/??/??/collections*',
  '/api/store/??/??/products*',
  '/api/store/??/??/delivery-preview',
  '/api/store/??/??/search',
  '/api/store/??/??/suggestions',
]

/** Marks of campaigns: the program reads none of them, so each would only be one more copy of a page. CloudFront takes ten. */
const campaignMarks = [
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'gclid',
  'gbraid',
  'wbraid',
  'fbclid',
  'msclkid',
]

/** Where CloudFront can shield an origin. Elsewhere its edges ask the program themselves. */
const shieldRegions = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
]

export type DistributionProps = {
  readonly deployment: Deployment
  readonly certificate: acm.ICertificate
  readonly firewall: Firewall
  /** A value that the balancer takes, of the secret in this region. */
  readonly originKey: SecretValue
}

/** CloudFront before the program and its pictures. */
export class Distribution extends Construct {
  readonly distribution: cloudfront.Distribution
  readonly #props: DistributionProps

  constructor(scope: Construct, id: string, props: DistributionProps) {
    super(scope, id)
    this.#props = props
    const { deployment, certificate, firewall } = props
    const { name, domain } = deployment
    const shelf = this.#program(true)
    const till = this.#program(false)
    const policies = this.#cachePolicies()
    const toApex = this.#toApex()

    /** Nothing is kept and everything is told, but what only proxies of ours may say. Not compressed, as the program says: BREACH. */
    const personal: cloudfront.BehaviorOptions = {
      origin: till,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: new cloudfront.OriginRequestPolicy(this, 'Personal', {
        originRequestPolicyName: `${name}-personal`,
        comment: 'All that the visitor sends, but the host and what numbers and traces requests',
        headerBehavior: cloudfront.OriginRequestHeaderBehavior.denyList(
          'host',
          'traceparent',
          'tracestate',
          'x-amzn-trace-id',
          'x-request-id',
        ),
        cookieBehavior: cloudfront.OriginRequestCookieBehavior.all(),
        queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.all(),
      }),
      compress: false,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    }
    const kept = (cachePolicy: cloudfront.ICachePolicy): cloudfront.BehaviorOptions => ({
      origin: shelf,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy,
      compress: true,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    })
    const page = { ...kept(policies.pages), functionAssociations: toApex }
    const call = { ...kept(policies.calls), allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS }
    const named = { ...kept(policies.pictures), compress: false }
    const picture = {
      ...named,
      origin: new origins.OriginGroup({
        primaryOrigin: this.#pictures(),
        // Sizes that nobody has asked for yet are made by the program, and while S3 is away it may still have them.
        fallbackOrigin: shelf,
        fallbackStatusCodes: [403, 404, 500, 502, 503, 504],
      }),
      responseHeadersPolicy: this.#pictureHeaders(),
    }

    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: name,
      domainNames: [domain, `www.${domain}`],
      certificate,
      webAclId: firewall.acl.attrArn,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2025,
      enableIpv6: true,
      defaultBehavior: { ...personal, functionAssociations: toApex },
      additionalBehaviors: {
        '/assets/*': kept(policies.assets),
        [`/${mediaPrefix}/uploads`]: personal,
        [`/${mediaPrefix}/${hashed}*/*`]: picture,
        [`/${mediaPrefix}/*`]: named,
        ...Object.fromEntries(sharedPages.map((path) => [path, page])),
        ...Object.fromEntries(sharedCalls.map((path) => [path, call])),
      },
      // CloudFront keeps errors for ten seconds, and of most of them it does not even read Cache-Control: one visitor's would be shown to
      // the next.
      errorResponses: [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].map((httpStatus) => ({
        httpStatus,
        ttl: Duration.seconds(0),
      })),
    })
    waive(
      this.distribution,
      'A shop sells to whoever can be delivered to, and shows itself to everybody: markets and their countries are rows of its database.',
      'AwsSolutions-CFR1',
    )
    waive(
      this.distribution,
      'Each request is logged by the newer way, in which the fields are chosen: constructs/access-log.ts. The older one, which the rule knows, writes addresses, cookies and secret paths.',
      'AwsSolutions-CFR3',
    )
  }

  /** The program by its name, which leads to the region that is healthy. `isShielded`: for what is kept; for the rest it were a detour. */
  #program(isShielded: boolean): origins.HttpOrigin {
    const { deployment, originKey } = this.#props
    const { domain, region } = deployment
    return new origins.HttpOrigin(originDomain(domain), {
      originId: isShielded ? 'shelf' : 'till',
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
      customHeaders: { [originHeader]: originKey.unsafeUnwrap() },
      connectionAttempts: 2,
      connectionTimeout: Duration.seconds(3),
      // A request may take the program 30 seconds.
      readTimeout: Duration.seconds(35),
      // Shorter than the balancer keeps an idle connection (60 s).
      keepaliveTimeout: Duration.seconds(55),
      ...(isShielded && shieldRegions.includes(region)
        ? { originShieldRegion: region }
        : { originShieldEnabled: false }),
    })
  }

  /** The bucket lets CloudFront in by a policy of its own: data do not wait for the edge. */
  #pictures(): cloudfront.IOrigin {
    const { deployment } = this.#props
    const { region } = deployment
    const bucketName = mediaBucketNameOf(deployment, region)
    const bucket = s3.Bucket.fromBucketAttributes(this, 'PictureBucket', { bucketName, region })
    const control = new cloudfront.S3OriginAccessControl(this, 'PictureAccess', {
      originAccessControlName: `${deployment.name}-pictures`,
      signing: cloudfront.Signing.SIGV4_ALWAYS,
    })
    return new PictureOrigin(bucket.bucketRegionalDomainName, {
      originId: 'pictures',
      originAccessControlId: control.originAccessControlId,
      connectionAttempts: 1,
      connectionTimeout: Duration.seconds(3),
    })
  }

  /** The lowest time is always 0: above it CloudFront would keep what the program says is private. */
  #cachePolicies() {
    const { name } = this.#props.deployment
    const make = (id: string, props: cloudfront.CachePolicyProps) =>
      new cloudfront.CachePolicy(this, id, {
        cachePolicyName: `${name}-${id.toLowerCase()}`,
        minTtl: Duration.seconds(0),
        defaultTtl: Duration.seconds(0),
        cookieBehavior: cloudfront.CacheCookieBehavior.none(),
        ...props,
      })
    // The program packs pages with gzip; brotli beside it would only be a second copy.
    const page = {
      maxTtl: Duration.days(1),
      queryStringBehavior: cloudfront.CacheQueryStringBehavior.denyList(...campaignMarks),
      enableAcceptEncodingGzip: true,
    }
    const forEver = {
      maxTtl: Duration.days(365),
      queryStringBehavior: cloudfront.CacheQueryStringBehavior.none(),
      headerBehavior: cloudfront.CacheHeaderBehavior.none(),
    }
    return {
      pages: make('Pages', { ...page, headerBehavior: cloudfront.CacheHeaderBehavior.none() }),
      calls: make('Calls', { ...page, headerBehavior: cloudfront.CacheHeaderBehavior.allowList('origin') }),
      assets: make('Assets', { ...forEver, enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true }),
      pictures: make('Pictures', forEver),
    }
  }

  /** What the program sends with a picture; S3 sends none of it, and speaks of keys and versions. */
  #pictureHeaders(): cloudfront.ResponseHeadersPolicy {
    const override = false
    return new cloudfront.ResponseHeadersPolicy(this, 'PictureHeaders', {
      responseHeadersPolicyName: `${this.#props.deployment.name}-pictures`,
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; sandbox", override },
        contentTypeOptions: { override },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(730),
          includeSubdomains: true,
          override,
        },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'cross-origin-resource-policy', value: 'cross-origin', override }],
      },
      removeHeaders: [
        'x-amz-replication-status',
        'x-amz-server-side-encryption',
        'x-amz-server-side-encryption-aws-kms-key-id',
        'x-amz-server-side-encryption-bucket-key-enabled',
        'x-amz-version-id',
      ],
    })
  }

  #toApex(): cloudfront.FunctionAssociation[] {
    const code = readFileSync(join(import.meta.dirname, 'to-apex.js'), 'utf8')
    return [
      {
        eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
        function: new cloudfront.Function(this, 'ToApex', {
          functionName: `${this.#props.deployment.name}-to-apex`,
          comment: 'www leads to the shop',
          runtime: cloudfront.FunctionRuntime.JS_2_0,
          code: cloudfront.FunctionCode.fromInline(code),
        }),
      },
    ]
  }
}

type PictureOriginProps = cloudfront.OriginProps & { readonly originAccessControlId: string }

/** A bucket of another stack: its own construct there would want to change the bucket's policy from here. */
class PictureOrigin extends cloudfront.OriginBase {
  constructor(domainName: string, props: PictureOriginProps) {
    super(domainName, props)
  }

  // An empty identity says that access control is in its place.
  protected override renderS3OriginConfig(): cloudfront.CfnDistribution.S3OriginConfigProperty {
    return { originAccessIdentity: '' }
  }
}
