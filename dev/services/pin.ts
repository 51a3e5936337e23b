// For whoever raises the version of OpenSearch or DynamoDB Local: fetches both anew and writes the sums of what came.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dynamodbArtifacts } from './dynamodb.ts'
import { servicesFolder } from './engine.ts'
import { sha256Of, withScratch } from './folder.ts'
import { findJava } from './java.ts'
import { fetchWithMaven, mavenStore } from './maven.ts'
import { opensearchArtifacts } from './opensearch.ts'

const pins: Record<string, Record<string, string>> = {}
for (const [engine, wanted] of Object.entries({ opensearch: opensearchArtifacts, dynamodb: dynamodbArtifacts }))
  await withScratch(servicesFolder, async (folder) => {
    await fetchWithMaven(folder, { ...wanted, java: findJava(17), pins: 'any' })
    const sums: Record<string, string> = {}
    for (const name of readdirSync(folder).sort()) sums[name] = await sha256Of(join(folder, name))
    pins[engine] = sums
  })
rmSync(mavenStore, { recursive: true, force: true })
writeFileSync(new URL('pins.json', import.meta.url), `${JSON.stringify(pins, null, 2)}\n`)
