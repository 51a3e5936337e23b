import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Processor time of this process: other programs of the machine do not change it much. */
export const processorMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

export function memoryMb(): number {
  // What a first round sets free, a second one collects.
  collectGarbage()
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}
