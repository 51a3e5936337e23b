import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { synthesize } from './proof/synth.ts'

const root = resolve(import.meta.dirname, '..')
const pages = [
  'docs/reference/aws.md',
  'docs/reference/cost.md',
  'docs/guides/first-deploy.md',
  'docs/guides/disaster.md',
  'README.md',
  'ARCHITECTURE.md',
]

const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
    .map(([, link, source]) => link ?? source ?? '')
    .filter((link) => !/^(https?|mailto):/.test(link))

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )

for (const page of pages)
  test(`${page} links only to files and headings that are there`, () => {
    const text = readFileSync(join(root, page), 'utf8')
    const broken = linksOf(text).filter((link) => {
      const [file = '', anchor] = link.split('#')
      const path = file ? join(root, dirname(page), file) : join(root, page)
      if (!existsSync(path)) return true
      return anchor !== undefined && !anchorsOf(readFileSync(path, 'utf8')).has(anchor)
    })
    assert.deepEqual(broken, [])
  })

test('docs/reference/aws.md names every service of the platform', () => {
  const text = readFileSync(join(root, 'docs/reference/aws.md'), 'utf8')
  const services = [
    'Route 53',
    'WAF',
    'CloudFront',
    'load balancer',
    'Auto Scaling',
    'EC2',
    'RDS',
    'DynamoDB',
    'OpenSearch',
    'S3',
    'IAM',
    'KMS',
    'VPC and security groups',
    'CloudWatch',
    'X-Ray',
    'AWS Backup',
    'cross-region replication and failover',
  ]
  const first = new Set([...text.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, cell]) => cell?.toLowerCase()))
  assert.deepEqual(
    services.filter((service) => !first.has(service.toLowerCase())),
    [],
  )
})

test('app and failover alone read deployment.ts: a shop of another name has the same proof', () => {
  const readers = globSync('**/*.ts', {
    cwd: import.meta.dirname,
    exclude: (path) => /node_modules|cdk\.out/.test(path),
  })
    .filter((file) => /['"][./]+\/deployment\.ts['"]/.test(readFileSync(join(import.meta.dirname, file), 'utf8')))
    .sort()
  assert.deepEqual(readers, ['app.ts', 'failover.ts'])
})

test('the guides name stacks that there are, and no other', () => {
  const ids = synthesize('global').stacks.map(({ id }) => id)
  for (const page of ['docs/guides/first-deploy.md', 'docs/guides/disaster.md']) {
    const text = readFileSync(join(root, page), 'utf8')
    const named = [...text.matchAll(/npx cdk (?:deploy|destroy|diff) ([^\n#`]+)/g)]
      .flatMap(([, words = '']) => words.trim().split(/\s+/))
      .filter((word) => !word.startsWith('-'))
    assert.deepEqual(
      named.filter((id) => !ids.includes(id)),
      [],
      page,
    )
  }
})

test('a release passes over no stack: what it names in another one may be new', () => {
  const text = readFileSync(join(root, 'dev/infra.ts'), 'utf8')
  assert.match(text, /cdk\('deploy', '--all', '--force', \.\.\.args\)/)
})

test('a stack that is made for the first time keeps what it has when it fails', () => {
  for (const page of ['docs/guides/first-deploy.md', 'docs/guides/disaster.md']) {
    const text = readFileSync(join(root, page), 'utf8')
    const first = [
      ...text.matchAll(/npx cdk deploy (?:zone|keys copies data|--all(?! --import)|standby-\w+ --exclusively)[^\n`]*/g),
    ]
    assert.equal(first.length, 3, page)
    for (const [command] of first) assert.match(command, / --no-rollback/)
  }
})
