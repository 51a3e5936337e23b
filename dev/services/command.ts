import { spawn } from 'node:child_process'
import { Sentence } from '../progress.mjs'

/** Runs a program to its end and gives its last words, should it fail. Ctrl-C ends it and us. */
export async function runQuietly(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const end = () => {
    child.once('close', () => process.exit(1))
    child.kill('SIGTERM')
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, end)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-20_000)
    })
  try {
    return await new Promise((resolve) => {
      child.once('error', (fault) => resolve(fault.message))
      child.once('close', (code) => resolve(code === 0 ? undefined : said.trim().split('\n').slice(-12).join('\n')))
    })
  } finally {
    for (const signal of signals) process.off(signal, end)
  }
}

/** Runs a program in sight of the person. The code with which it ends; 1 when a signal ended it. */
export function runOpenly(
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): { kill(signal: NodeJS.Signals): void; ended: Promise<number> } {
  const child = spawn(program, args, { stdio: 'inherit', env })
  return {
    kill: (signal) => child.kill(signal),
    ended: new Promise((resolve, reject) => {
      child.once('error', (fault) => reject(new Sentence(`${program} did not start: ${fault.message}`)))
      child.once('exit', (code) => resolve(code ?? 1))
    }),
  }
}
