import { setTimeout as sleep } from 'node:timers/promises'

/** Whom a request to the emulator is from: its account is the access key, as twelve digits. */
export type Region = { readonly url: string; readonly account: string; readonly region: string }

/** A request that the emulator refuses. */
export class Refused extends Error {}

/** The scope of a signature, from which the emulator takes account, region and service; of an account's own key it checks no more. */
export function signed({ account, region }: Region, service: string): Record<string, string> {
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${account}/${now.slice(0, 8)}/${region}/${service}/aws4_request`
  return {
    'x-amz-date': now,
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=0`,
  }
}

/** A call of a query API (CloudFormation, EC2, STS). Answers XML. */
export async function query(
  at: Region,
  service: string,
  version: string,
  params: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await fetch(at.url, {
    method: 'POST',
    headers: {
      ...signed(at, service),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ ...params, Version: version }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Refused(`${params.Action}: ${textOf(text, 'Message') ?? text}`)
  return text
}

/** A text that AWS or its bootstrap keeps in every account, for templates to read. */
export async function putParameter(at: Region, name: string, value: string): Promise<void> {
  const answer = await fetch(at.url, {
    method: 'POST',
    headers: {
      ...signed(at, 'ssm'),
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.PutParameter',
    },
    body: JSON.stringify({ Name: name, Value: value, Type: 'String', Overwrite: true }),
  })
  if (!answer.ok) throw new Refused(`PutParameter ${name}: ${await answer.text()}`)
}

const cloudFormation = (at: Region, params: Record<string, string>) => query(at, 'cloudformation', '2010-05-15', params)

export const textOf = (xml: string, name: string): string | undefined => {
  const found = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1]
  return found === undefined ? undefined : plain(found)
}

const plain = (xml: string): string =>
  xml.replace(
    /&(amp|lt|gt|quot|apos|#39|#x27|#10|#xA);/g,
    (_, name: string) =>
      ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", '#x27': "'", '#10': '\n', '#xA': '\n' })[name] ??
      '',
  )

const members = (xml: string): string[] =>
  [...xml.matchAll(/<member>([\s\S]*?)<\/member>/g)].map(([, one]) => one ?? '')

/** Types of resources in the template that this CloudFormation does not know; it names all of them at once. */
export async function unknownTypes(at: Region, template: object): Promise<string[]> {
  try {
    await cloudFormation(at, { Action: 'ValidateTemplate', ...(await given(at, template)) })
    return []
  } catch (fault) {
    const [, types] = /Unrecognized resource types: \[([^\]]*)\]/.exec((fault as Error).message) ?? []
    if (types === undefined) throw fault
    return types.split(', ')
  }
}

/** Makes the stack and waits for its end. Answers its outputs. */
export async function createStack(at: Region, name: string, template: object): Promise<Record<string, string>> {
  await cloudFormation(at, {
    Action: 'CreateStack',
    StackName: name,
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
    OnFailure: 'DO_NOTHING',
    ...(await given(at, template)),
  })
  for (let tries = 0; tries < 1_200; tries++) {
    const stack = await cloudFormation(at, { Action: 'DescribeStacks', StackName: name })
    const status = textOf(stack, 'StackStatus')
    if (status === 'CREATE_COMPLETE') return outputsOf(stack)
    if (status !== 'CREATE_IN_PROGRESS')
      throw new Refused(`${name} is ${status}: ${(await failuresOf(at, name)).join('; ')}`)
    await sleep(50)
  }
  throw new Refused(`${name} is not made within a minute.`)
}

/** Physical names by logical ones. */
export async function resourcesOf(at: Region, name: string): Promise<Record<string, string>> {
  const found = await cloudFormation(at, { Action: 'DescribeStackResources', StackName: name })
  return Object.fromEntries(
    members(found).map((one) => [textOf(one, 'LogicalResourceId') ?? '', textOf(one, 'PhysicalResourceId') ?? '']),
  )
}

const outputsOf = (stack: string): Record<string, string> =>
  Object.fromEntries(
    members(stack)
      .filter((one) => one.includes('<OutputKey>'))
      .map((one) => [textOf(one, 'OutputKey') ?? '', textOf(one, 'OutputValue') ?? '']),
  )

async function failuresOf(at: Region, name: string): Promise<string[]> {
  const events = await cloudFormation(at, { Action: 'DescribeStackEvents', StackName: name })
  return members(events)
    .filter((one) => textOf(one, 'ResourceStatus') === 'CREATE_FAILED')
    .map((one) => `${textOf(one, 'LogicalResourceId')}: ${textOf(one, 'ResourceStatusReason')}`)
}

const bodyBytes = 51_200
const bucket = 'cdk-templates'

/** In the request, or from a bucket where it is longer than CloudFormation takes there. */
async function given(at: Region, template: object): Promise<Record<string, string>> {
  const text = JSON.stringify(template)
  if (Buffer.byteLength(text) <= bodyBytes) return { TemplateBody: text }
  const name = `${bucket}-${at.region}`
  const place = `<LocationConstraint>${at.region}</LocationConstraint>`
  await put(
    at,
    name,
    at.region === 'us-east-1' ? '' : `<CreateBucketConfiguration>${place}</CreateBucketConfiguration>`,
  )
  const key = `${name}/template-${Date.now()}-${Math.random()}.json`
  await put(at, key, text)
  return { TemplateURL: `${at.url}/${key}` }
}

async function put(at: Region, path: string, body: string): Promise<void> {
  const answer = await fetch(`${at.url}/${path}`, {
    method: 'PUT',
    headers: signed(at, 's3'),
    ...(body && { body }),
  })
  const text = await answer.text()
  if (!answer.ok && !text.includes('BucketAlreadyOwnedByYou')) throw new Refused(`PUT ${path}: ${text}`)
}
