import { RekognitionClient, type RekognitionClientConfig } from '@aws-sdk/client-rekognition';
import { CREDENTIALS } from './credentials.js';

/** The AWS SDK's own client for an emulator; it retries nothing. */
export function rekognitionClient(
  endpoint: string,
  besides: RekognitionClientConfig = {},
): RekognitionClient {
  const region = 'eu-west-1';
  return new RekognitionClient({ endpoint, region, credentials: CREDENTIALS, maxAttempts: 1, ...besides });
}
