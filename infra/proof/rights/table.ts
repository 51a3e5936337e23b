import { example } from '../example.ts'
import type { Question, Row, Verdict } from './ask.ts'
import { deniedToAll } from './denied-to-all.ts'
import type { Deployed, ServiceOf } from './deployed.ts'
import { otherRows } from './other-roles.ts'
import type { Role } from './roles.ts'

/** What each role may do and may not, most of it on resources that are there. */
export function questionsFor(deployed: Deployed): Row[] {
  return [...deployed.services.flatMap((service) => rowsOf(deployed, service)), ...otherRows(deployed)]
}

function rowsOf(deployed: Deployed, service: ServiceOf): Row[] {
  const { templates, roles } = deployed
  const { role, settings, path } = service
  const { region, account } = role
  const arn = (kind: string, name: string) => `arn:aws:${kind}:${region}:${account}:${name}`
  const rows: Row[] = []
  const say = (verdict: Verdict, actions: readonly string[], resource: string, context?: Question['context']) => {
    for (const action of actions) rows.push({ role, action, resource, verdict, ...(context && { context }) })
  }
  const denied = say.bind(undefined, 'denied')
  const allowed = say.bind(undefined, 'allowed')

  for (const [actions, resource] of deniedToAll(deployed)) denied(actions, resource)
  if (settings.KEYS_URL) {
    const own = settings.KEYS_URL.slice('kms:'.length)
    const person = { 'kms:EncryptionContext:purpose': 'person' }
    allowed(['kms:GenerateDataKey', 'kms:Decrypt'], own, person)
    denied(['kms:GenerateDataKey', 'kms:Decrypt'], own, { 'kms:EncryptionContext:purpose': 'session' })
    denied(['kms:GenerateDataKey', 'kms:Decrypt'], own)
    if (!path.endsWith('/Worker')) denied(['kms:Encrypt'], own, person)
    // The keys of other domains serve through their service alone.
    for (const key of templates.find('AWS::KMS::Key'))
      if (templates.arnOf(key) !== own) denied(['kms:Decrypt', 'kms:GenerateDataKey'], templates.arnOf(key), person)
  }
  if (settings.CARTS_URL) {
    const table = arn('dynamodb', `table/${new URL(settings.CARTS_URL).host}`)
    allowed(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], table)
    denied(['dynamodb:GetItem', 'dynamodb:PutItem'], arn('dynamodb', 'table/of-another-shop'))
    denied(['dynamodb:GetItem'], `arn:aws:dynamodb:us-west-2:${account}:table/${new URL(settings.CARTS_URL).host}`)
  }
  if (settings.MEDIA_URL) {
    const { hostname, pathname } = new URL(settings.MEDIA_URL)
    const bucket = `arn:aws:s3:::${hostname}`
    allowed(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], `${bucket}${pathname}/card-400.jpg`)
    denied(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], `${bucket}/elsewhere/card-400.jpg`)
    denied(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::a-foreign-bucket${pathname}/card-400.jpg`)
    // Without TLS, and with an old one.
    denied(['s3:GetObject'], `${bucket}${pathname}/card-400.jpg`, { 'aws:SecureTransport': 'false' })
    denied(['s3:GetObject'], `${bucket}${pathname}/card-400.jpg`, { 's3:TlsVersion': '1.1' })
    for (const other of templates.find('AWS::S3::Bucket').map((found) => templates.arnOf(found)))
      if (other !== bucket) denied(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], `${other}/*`)
  }
  for (const secret of templates.find('AWS::SecretsManager::Secret')) {
    if (secret.region !== region) continue
    const own = `${templates.arnOf(secret)}-AbCdEf`
    const name = String(templates.property(secret, 'Name'))
    const isRead = Object.values(settings).some((value) => value?.split('#')[0] === `secretsmanager:${name}`)
    say(isRead ? 'allowed' : 'denied', ['secretsmanager:GetSecretValue'], own)
  }
  if (settings.MAIL_URL) {
    const isSender = path.endsWith('/Worker')
    const identity = arn('ses', `identity/${example.domain}`)
    const sender = { 'ses:FromAddress': `orders@${example.domain}` }
    say(isSender ? 'allowed' : 'denied', ['ses:SendEmail'], identity, sender)
    denied(['ses:SendEmail'], identity, { 'ses:FromAddress': `ceo@${example.domain}` })
    denied(['ses:SendEmail'], arn('ses', 'identity/of-another.example'), sender)
  }
  if (settings.SEARCH_URL) {
    const domain = arn('es', `domain/${new URL(settings.SEARCH_URL).hostname.split('.')[0]}`)
    allowed(['es:ESHttpGet', 'es:ESHttpPost'], `${domain}/tradewind.de/_search`)
    denied(['es:ESHttpGet'], arn('es', 'domain/of-another-shop/index'))
  }
  denied(['secretsmanager:GetSecretValue'], arn('secretsmanager', 'secret:of-another-shop-AbCdEf'))
  // The master of the search lets in whoever of the account is allowed to take it: the migration alone.
  const canBeTaken = (other: Role) => path.includes('/Migration') && other.name.includes('SearchMaster')
  for (const other of roles)
    if (other.region === region) say(canBeTaken(other) ? 'allowed' : 'denied', ['sts:AssumeRole'], other.arn)
  return rows
}
