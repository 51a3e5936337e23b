import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
import { Failed } from './database.ts'

export type SearchRoles = {
  /** The address of the domain. */
  readonly node: string
  readonly region: string
  /** Whom the domain lets say what others may; null: this function itself. */
  readonly master: string | null
  /** Roles of the services, by ARN. */
  readonly members: readonly string[]
  /** Begins the names of all indexes. */
  readonly prefix: string
}

/** The services may do everything with the program's own indexes, and nothing else; done again, it changes nothing. */
export async function mapSearchRoles({ node, region, master, members, prefix }: SearchRoles): Promise<void> {
  const client = new Client({
    node,
    maxRetries: 2,
    requestTimeout: 10_000,
    ...AwsSigv4Signer({
      region,
      service: 'es',
      getCredentials: master ? await takes(master, region) : defaultProvider(),
    }),
  })
  try {
    await put(`roles/${prefix}`, {
      cluster_permissions: ['cluster_composite_ops', 'cluster_monitor'],
      index_permissions: [{ index_patterns: [prefix, `${prefix}.*`], allowed_actions: ['indices_all'] }],
    })
    await put(`rolesmapping/${prefix}`, { backend_roles: [...members] })
  } finally {
    await client.close()
  }

  async function put(path: string, body: object): Promise<void> {
    try {
      await client.transport.request({
        method: 'PUT',
        path: `/_plugins/_security/api/${path}`,
        body: body as Record<string, unknown>,
      })
    } catch (fault) {
      const { statusCode, name } = fault as { statusCode?: number; name?: string }
      throw new Failed(`OpenSearch did not take ${path} (${statusCode ?? name ?? 'unknown'}).`)
    }
  }
}

/** By a profile of its own, as the SDK takes roles: its file holds no secret. */
async function takes(role: string, region: string) {
  const file = join(tmpdir(), 'search-master-profile')
  await writeFile(file, `[profile master]\nrole_arn = ${role}\ncredential_source = Environment\nregion = ${region}\n`)
  return defaultProvider({ profile: 'master', configFilepath: file, filepath: '/dev/null' })
}
