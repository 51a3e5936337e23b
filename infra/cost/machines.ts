import { at, type Found, listAt, namedBy, numberAt, textAt } from './found.ts'
import { hours, inStack, type Line, line, type Pricer, writtenLog } from './line.ts'

/** The metrics of a machine that is looked at each minute. */
const detailedMetrics = 7

/** Bytes of the log line of a request, with what CloudWatch adds. */
const requestLine = 380
/** TRACES_SHARE is left as it is by itself. */
const tracedShare = 0.05
/** Bytes that a machine writes about itself in a month: metrics once a minute and process, events. */
const machineLog = 0.35e9
/** Metrics of the program in the log, docs/reference/metrics.md, as the labels of a usual month make them. */
const programMetrics = {
  emf: { web: 35, worker: 30 },
  'emf-few': { web: 4, worker: 15 },
}

export const machines: Readonly<Record<string, Pricer>> = {
  'AWS::AutoScaling::AutoScalingGroup': (group, ground) => {
    const count = numberAt(group, 'MinSize')
    const launch = at(group.properties, 'MixedInstancesPolicy.LaunchTemplate')
    const specification = at(launch, 'LaunchTemplateSpecification') ?? at(group.properties, 'LaunchTemplate')
    const template = inStack(ground, group, namedBy(at(specification, 'LaunchTemplateId')))
    const type = at(launch, 'Overrides.0.InstanceType') ?? at(template.properties, 'LaunchTemplateData.InstanceType')
    const name = group.id.toLowerCase().includes('worker') ? 'worker' : 'web'
    const told = JSON.stringify(template.properties).includes('METRICS_LOG=emf-few') ? 'emf-few' : 'emf'
    const requests = name === 'web' && !group.stack.startsWith('standby') ? ground.volumes.originRequests : 0
    return [
      line(group, 'machines', count * hours, `machine ${type}`, `${count} × ${type}, ${name}`),
      ...disks(template, 'LaunchTemplateData.BlockDeviceMappings', count),
      ...(at(template.properties, 'LaunchTemplateData.Monitoring.Enabled') === true
        ? [line(group, 'watch', count * detailedMetrics, 'metric', `metrics of ${name} machines each minute`)]
        : []),
      ...writtenLog(group, ground, (requests * requestLine + count * machineLog) / 1e9, `log of ${name}`),
      line(group, 'watch', (requests * tracedShare) / 1e6, 'trace'),
      line(group, 'watch', programMetrics[told][name], 'metric', `metrics of ${name} in its log`),
      ...secretCalls(group, template, count, name),
    ]
  },
  'AWS::EC2::Instance': (machine) => {
    const type = textAt(machine, 'InstanceType')
    return [
      line(machine, 'network', hours, `machine ${type}`, `${type} that lets machines out`),
      ...disks(machine, 'BlockDeviceMappings', 1, 'network'),
      ...addresses(machine),
    ]
  },
}

/** Each process reads each of its secrets once in SECRETS_READ_SECONDS, which is left as it is, and each reading asks for the key of the secret. */
const readEverySeconds = 300

function secretCalls(group: Found, template: Found, count: number, name: string): Line[] {
  const userData = JSON.stringify(template.properties)
  const secrets = new Set([...userData.matchAll(/=secretsmanager:([^#"\\]+)/g)].map(([, secret]) => secret)).size
  const [, processes = 1] = /WEB_PROCESSES=(\d+)/.exec(userData) ?? []
  const calls = (count * Number(processes) * secrets * hours * 3600) / readEverySeconds
  return [
    line(group, 'keys and secrets', calls / 1e4, 'secret, calls', `secrets, read by ${name}`),
    line(group, 'keys and secrets', calls / 1e4, 'key, calls', `keys of the secrets, asked by ${name}`),
  ]
}

function disks(found: Found, path: string, count: number, group: 'machines' | 'network' = 'machines'): Line[] {
  const mappings = listAt(found.properties, path)
  // The image's own disk has 8 GB.
  const gigabytes = mappings.length
    ? mappings.reduce<number>((sum, one) => sum + Number(at(one, 'Ebs.VolumeSize') ?? 8), 0)
    : 8
  return [line(found, group, count * gigabytes, 'volume gp3', `their disks, ${gigabytes} GB each`)]
}

function addresses(machine: Found): Line[] {
  const isPublic = listAt(machine.properties, 'NetworkInterfaces').some(
    (one) => at(one, 'AssociatePublicIpAddress') === true,
  )
  return isPublic ? [line(machine, 'network', hours, 'public IPv4 address')] : []
}
