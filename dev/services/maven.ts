import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Sentence, withProgress } from '../progress.mjs'
import { runQuietly } from './command.ts'
import { servicesFolder } from './engine.ts'
import { checkPins, withScratch } from './folder.ts'
import { findProgram, type Java } from './java.ts'

/** As Maven writes it: group, name, version, and the type where it is no jar. */
export type Artifact = { group: string; name: string; version: string; type?: string }

const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'

/** Maven's store for this process, so that nothing lands in the home and no two meet. It is thrown away when all is fetched. */
export const mavenStore = join(servicesFolder, 'scratch', `${process.pid}-maven`)

export function findMaven(env: NodeJS.ProcessEnv = process.env): string {
  const maven = findProgram('mvn', env)
  if (maven) return maven
  throw new Sentence(
    'Maven fetches it, and there is no mvn on the PATH. Install it: apt install maven, brew install maven, or https://maven.apache.org',
  )
}

/**
 * Copies artifacts into `folder`: those named alone, or with all that they need. Maven does it, and not a plain download,
 * because settings.xml may name a mirror that is all that can be reached.
 */
export async function fetchWithMaven(
  folder: string,
  options: { what: string; artifacts: Artifact[]; alone: boolean; java: Java; pins: Record<string, string> | 'any' },
): Promise<void> {
  const maven = findMaven()
  const env = { ...process.env }
  // mvn takes the java of the PATH otherwise, and there may be none.
  if (!env.JAVA_HOME || !existsSync(join(env.JAVA_HOME, 'bin', 'java'))) env.JAVA_HOME = options.java.home

  const fetch = () =>
    withScratch(servicesFolder, async (scratch) => {
      const pom = join(scratch, 'pom.xml')
      writeFileSync(pom, pomOf(options.artifacts, options.alone))
      const args = [
        '-B',
        '-q',
        '-C',
        '-f',
        pom,
        `-Dmaven.repo.local=${mavenStore}`,
        plugin,
        `-DoutputDirectory=${folder}`,
      ]
      const said = await withProgress(`Fetching ${options.what}`, () => runQuietly(maven, args, env))
      if (said !== undefined) throw new Sentence(`Maven could not fetch it:\n${said}`)
      if (options.pins !== 'any') await checkPins(folder, options.pins)
    })
  try {
    await fetch()
  } catch {
    // A copy that an earlier run left half done in the store would come back for ever.
    for (const name of [mavenStore, folder]) rmSync(name, { recursive: true, force: true })
    mkdirSync(folder)
    await fetch()
  }
}

function pomOf(artifacts: Artifact[], alone: boolean): string {
  const nothingElse = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>'
  const dependencies = artifacts.map(
    ({ group, name, version, type = 'jar' }) =>
      `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version><type>${type}</type>${alone ? nothingElse : ''}</dependency>`,
  )
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tradewind</groupId><artifactId>services</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${dependencies.join('')}</dependencies>
</project>
`
}
