import type { S3Client } from '@aws-sdk/client-s3';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { behindGate, type Gated } from '../activities/aws/answer-gate.js';
import { AWS_OPTIONS } from '../activities/aws/client-options.js';
import { isNamed } from '../activities/aws/errors.js';
import type { ProjectVersionArn } from '../contract/arn.js';
import { recordKey, type TeardownRecord } from '../contract/model/record.js';
import { once } from '../contract/once.js';
import type { RecordsSetting } from './setting.js';
import { whatS3Lacks } from './s3-answers.js';

/** The records of deletions in S3. */
export interface RecordStore {
  /** Returns `s3://bucket/key` of the record of a model. */
  locationOf(arn: ProjectVersionArn): string;
  /** Writes a record, unless there is an object with its key. Errors are those of the AWS SDK, and `NoAnswer`. */
  put(record: TeardownRecord, http: Http): Promise<'written' | 'exists'>;
  /** Returns the text of the object with the key of a model, or undefined if there is none. */
  read(arn: ProjectVersionArn, http?: Http): Promise<string | undefined>;
  /** Calls HeadBucket, which needs the permission `s3:ListBucket`. */
  headBucket(): Promise<void>;
}

interface Http {
  readonly abortSignal?: AbortSignal;
}

/** Overrides the AWS SDK's own defaults. */
export interface S3Overrides {
  readonly endpoint?: string;
  readonly credentials?: AwsCredentialIdentity;
}

/** Opens the records with the credentials of this process: the bucket belongs to no model's account. */
export function openRecords(
  { bucket: Bucket, prefix, region }: RecordsSetting,
  overrides: S3Overrides = {},
): RecordStore {
  // Loaded on first use, since most workers keep no records.
  const sdk = once(() => import('@aws-sdk/client-s3'));
  const client = once(async (): Promise<Gated<S3Client>> => {
    const { S3Client: Client } = await sdk();
    return behindGate(new Client({ ...AWS_OPTIONS, region, ...overrides }), whatS3Lacks);
  });
  const keyOf = (arn: ProjectVersionArn) => prefix + recordKey(arn);
  return {
    locationOf: (arn) => `s3://${Bucket}/${keyOf(arn)}`,
    async put(record, http) {
      const { PutObjectCommand } = await sdk();
      const Key = keyOf(record.projectVersionArn);
      const Body = `${JSON.stringify(record, undefined, 2)}\n`;
      const object = { Bucket, Key, Body, ContentType: 'application/json', IfNoneMatch: '*' };
      try {
        await (await client()).send(new PutObjectCommand(object), http);
        return 'written';
      } catch (error) {
        if (isNamed(error, 'PreconditionFailed')) return 'exists';
        throw error;
      }
    },
    async read(arn, http) {
      const { GetObjectCommand } = await sdk();
      try {
        const { Body } = await (await client()).send(new GetObjectCommand({ Bucket, Key: keyOf(arn) }), http);
        return await Body?.transformToString();
      } catch (error) {
        if (isNamed(error, 'NoSuchKey')) return undefined;
        throw error;
      }
    },
    async headBucket() {
      const { HeadBucketCommand } = await sdk();
      await (await client()).send(new HeadBucketCommand({ Bucket }));
    },
  };
}
