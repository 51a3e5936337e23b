import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Whether a process with this number does anything; one that is dead and only not yet buried does not. */
export function isRunning(pid) {
  try {
    process.kill(pid, 0)
  } catch (fault) {
    if (fault.code === 'ESRCH') return false
  }
  const state = process.platform === 'linux' ? statOf(pid)?.state : ps(pid, 'stat')
  return state !== undefined && state !== '' && !/^[ZX]/.test(state)
}

/** The command line of a running process, or '' when there is none or it may not be read. */
export function commandOf(pid) {
  if (process.platform !== 'linux') return ps(pid, 'command')
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}

/** The parent and, when that is the shell which npm starts for a script, the npm above it. */
export function ancestors() {
  const parents = [process.ppid]
  if (!process.env.npm_lifecycle_event) return parents
  const linux = process.platform === 'linux'
  const name = linux ? (statOf(process.ppid)?.name ?? '') : ps(process.ppid, 'comm')
  const above = Number(linux ? statOf(process.ppid)?.parent : ps(process.ppid, 'ppid'))
  if (/(^|\/)(sh|bash|dash|zsh|ksh)$/.test(name) && above > 1) parents.push(above)
  return parents
}

function statOf(pid) {
  try {
    // The name stands in brackets and may hold spaces and brackets itself.
    const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    const [state, parent] = rest.split(' ')
    return { name, state, parent }
  } catch {
    return undefined
  }
}

function ps(pid, column) {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return ''
  }
}
