import { readFile, stat } from 'node:fs/promises'
import { SecretFault, type SecretStore } from '../../domain/settings/secret-store.ts'

/**
 * Secrets in files, as systemd (`LoadCredential`), Docker and Kubernetes hand them over. One line break at the end is none of
 * theirs. A file keeps no earlier version.
 */
export function openSecretFiles(): SecretStore {
  return {
    async read(name) {
      try {
        const [text, { mtime }] = await Promise.all([readFile(name, 'utf8'), stat(name)])
        return { current: text.replace(/\r?\n$/, ''), since: mtime }
      } catch (fault) {
        const { code = '' } = fault as NodeJS.ErrnoException
        const kind = code === 'ENOENT' ? 'missing' : code === 'EACCES' || code === 'EPERM' ? 'refused' : 'unreachable'
        throw new SecretFault(kind, code || 'the file cannot be read', { cause: fault })
      }
    },
  }
}
