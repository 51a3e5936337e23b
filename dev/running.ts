import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { varFolder } from './places.ts'
import { commandOf, isRunning } from './processes.mjs'

/** What a running `npm start` has written down for the other commands. */
export type Running = { pid: number; children: number[]; databaseUrl: string; port: number; sandboxPort: number }

export const runningFile = join(varFolder, 'running.json')

export function readRunning(): Running | undefined {
  try {
    return JSON.parse(readFileSync(runningFile, 'utf8')) as Running
  } catch {
    return undefined
  }
}

/** Whether a process number still belongs to a part of the shop, and not to another program by now. */
export const isOurs = (pid: number): boolean =>
  isRunning(pid) && /dev\/start\.ts|src\/main\.ts|sandbox\/main\.ts/.test(commandOf(pid))
