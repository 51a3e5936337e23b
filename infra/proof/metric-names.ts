/**
 * Metrics of AWS that alarms and dashboards may ask for: their names and dimensions, as the documentation of each service lists them. A
 * name that is not here is a typing error or belongs here first.
 */
export const awsMetrics: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'AWS/ApplicationELB': {
    HTTPCode_ELB_4XX_Count: ['LoadBalancer'],
    HTTPCode_ELB_5XX_Count: ['LoadBalancer'],
    RejectedConnectionCount: ['LoadBalancer'],
    HTTPCode_Target_5XX_Count: ['LoadBalancer', 'TargetGroup'],
    RequestCount: ['LoadBalancer', 'TargetGroup'],
    TargetResponseTime: ['LoadBalancer', 'TargetGroup'],
    TargetConnectionErrorCount: ['LoadBalancer', 'TargetGroup'],
    HealthyHostCount: ['LoadBalancer', 'TargetGroup'],
    UnHealthyHostCount: ['LoadBalancer', 'TargetGroup'],
  },
  'AWS/AutoScaling': {
    GroupInServiceInstances: ['AutoScalingGroupName'],
    GroupDesiredCapacity: ['AutoScalingGroupName'],
    GroupMaxSize: ['AutoScalingGroupName'],
  },
  'AWS/CertificateManager': { DaysToExpiry: ['CertificateArn'] },
  'AWS/CloudFront': {
    Requests: ['DistributionId', 'Region'],
    '4xxErrorRate': ['DistributionId', 'Region'],
    '5xxErrorRate': ['DistributionId', 'Region'],
  },
  'AWS/DynamoDB': {
    ConsumedReadCapacityUnits: ['TableName'],
    ConsumedWriteCapacityUnits: ['TableName'],
    ReadThrottleEvents: ['TableName'],
    WriteThrottleEvents: ['TableName'],
    SuccessfulRequestLatency: ['Operation', 'TableName'],
    SystemErrors: ['Operation', 'TableName'],
    ReplicationLatency: ['ReceivingRegion', 'TableName'],
  },
  'AWS/EC2': { CPUUtilization: ['AutoScalingGroupName'] },
  'AWS/ES': {
    '5xx': ['ClientId', 'DomainName'],
    CPUUtilization: ['ClientId', 'DomainName'],
    ClusterIndexWritesBlocked: ['ClientId', 'DomainName'],
    'ClusterStatus.red': ['ClientId', 'DomainName'],
    'ClusterStatus.yellow': ['ClientId', 'DomainName'],
    FreeStorageSpace: ['ClientId', 'DomainName'],
    IndexingLatency: ['ClientId', 'DomainName'],
    JVMMemoryPressure: ['ClientId', 'DomainName'],
    KMSKeyError: ['ClientId', 'DomainName'],
    SearchLatency: ['ClientId', 'DomainName'],
  },
  'AWS/RDS': {
    AuroraGlobalDBReplicationLag: ['DBClusterIdentifier'],
    AuroraReplicaLagMaximum: ['DBClusterIdentifier'],
    CPUUtilization: ['DBClusterIdentifier|DBInstanceIdentifier'],
    DatabaseConnections: ['DBClusterIdentifier|DBInstanceIdentifier'],
    FreeStorageSpace: ['DBInstanceIdentifier'],
    FreeableMemory: ['DBClusterIdentifier|DBInstanceIdentifier'],
    MaximumUsedTransactionIDs: ['DBClusterIdentifier|DBInstanceIdentifier'],
    ReadLatency: ['DBClusterIdentifier|DBInstanceIdentifier'],
    ReplicaLag: ['DBInstanceIdentifier'],
    WriteLatency: ['DBClusterIdentifier|DBInstanceIdentifier'],
  },
  'AWS/Route53': {
    DNSSECInternalFailure: ['HostedZoneId'],
    DNSSECKeySigningKeysNeedingAction: ['HostedZoneId'],
    HealthCheckStatus: ['HealthCheckId'],
  },
  'AWS/S3': {
    OperationsFailedReplication: ['DestinationBucket', 'RuleId', 'SourceBucket'],
    OperationsPendingReplication: ['DestinationBucket', 'RuleId', 'SourceBucket'],
    ReplicationLatency: ['DestinationBucket', 'RuleId', 'SourceBucket'],
  },
  'AWS/SES': { 'Reputation.BounceRate': [], 'Reputation.ComplaintRate': [] },
  'AWS/WAFV2': {
    AllowedRequests: ['Rule', 'WebACL'],
    BlockedRequests: ['Rule', 'WebACL'],
    CountedRequests: ['Rule', 'WebACL'],
  },
  CloudWatchSynthetics: { Duration: ['CanaryName'], SuccessPercent: ['CanaryName'] },
}

/** Services whose metrics live in the region of CloudFront alone, wherever the service works. */
export const globalNamespaces = ['AWS/CloudFront', 'AWS/WAFV2', 'AWS/Route53']

/** Whether the namespace has a metric of this name with exactly these dimensions. */
export function isAwsMetric(namespace: string, name: string, dimensions: readonly string[]): boolean {
  const wanted = awsMetrics[namespace]?.[name]
  const given = [...dimensions].sort()
  return (
    wanted !== undefined &&
    wanted.length === given.length &&
    wanted.every((one, i) => one.split('|').includes(given[i] ?? ''))
  )
}
