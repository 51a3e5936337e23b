/** What is known of a request when it is made. */
export type AwsRequest = {
  method: string
  /** With its query. */
  path: string
  /** `X-Amz-Target`, of services with one address for all operations. */
  target: string | undefined
  /** The signature, whose scope names the service. */
  authorization: string | undefined
}

/**
 * The actions of IAM that a request to AWS needs, as the Service Authorization Reference names them. What is not known here has a name that no
 * policy allows. `undefined`: the body alone says it (`actionsOfBody`).
 */
export function actionsOf({ method, path, target, authorization }: AwsRequest): string[] | undefined {
  const service = /Credential=[^/]+\/\d{8}\/[\w-]+\/([\w-]+)\/aws4_request/.exec(authorization ?? '')?.[1]
  const operation = target?.split('.').at(-1)
  if (service === 'es') return [httpAction(method)]
  if (service === 's3') return s3Actions(method, new URL(path, 'http://s3'))
  if (operation === 'TransactWriteItems' || (service === 'ses' && path === '/v2/email/outbound-emails'))
    return undefined
  if (service && operation) return [`${service}:${operation}`]
  return [`unknown:${service ?? 'unsigned'} ${operation ?? `${method} ${path.split('?')[0]}`}`]
}

/** OpenSearch knows no operations: its methods are the actions. */
export const httpAction = (method: string): string => `es:ESHttp${method[0]}${method.slice(1).toLowerCase()}`

const actionOfPart: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
}

/** A transaction of DynamoDB needs the actions of its parts; a mail that is handed over whole needs two. */
export function actionsOfBody(body: string): string[] {
  const { TransactItems: items, Content: mail } = JSON.parse(body) as Body
  if (mail) return mail.Raw ? ['ses:SendEmail', 'ses:SendRawEmail'] : ['ses:SendEmail']
  return (items ?? []).flatMap((item) => Object.keys(item)).map((part) => actionOfPart[part] ?? `unknown:${part}`)
}

type Body = { TransactItems?: Record<string, unknown>[]; Content?: { Raw?: unknown } }

/** Addresses are `/bucket/key`, as the SDK writes them for the address of an engine. */
function s3Actions(method: string, { pathname, searchParams }: URL): string[] {
  const hasKey = /^\/[^/]+\/./.test(pathname)
  const has = (name: string) => searchParams.has(name)
  switch (`${method} ${hasKey ? 'object' : 'bucket'}`) {
    case 'HEAD bucket':
      return ['s3:ListBucket']
    case 'GET bucket':
      return has('list-type') ? ['s3:ListBucket'] : [`unknown:s3 GET ${[...searchParams.keys()]}`]
    case 'POST bucket':
      return has('delete') ? ['s3:DeleteObject'] : [`unknown:s3 POST ${[...searchParams.keys()]}`]
    case 'GET object':
      return [has('uploadId') ? 's3:ListMultipartUploadParts' : 's3:GetObject']
    case 'HEAD object':
      return ['s3:GetObject']
    // To begin an upload in parts, to send a part and to end it need what one write needs.
    case 'PUT object':
    case 'POST object':
      return ['s3:PutObject']
    case 'DELETE object':
      return [has('uploadId') ? 's3:AbortMultipartUpload' : 's3:DeleteObject']
    default:
      return [`unknown:s3 ${method}`]
  }
}
