import { DescribeProjectsCommand, type RekognitionClient } from '@aws-sdk/client-rekognition';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';

/** The domains of AWS in all partitions (botocore, partitions.json). */
const AWS_HOST =
  /\.(amazonaws\.(com|com\.cn|eu)|amazonwebservices\.(com\.cn|eu)|aws|scloud|ic\.gov|sgov\.gov|adc-e\.uk)\.?$/;

/**
 * Returns whether the Rekognition endpoint is not AWS's own, while that of STS is, which then doesn't know its accounts. A VPC
 * endpoint is AWS's own: an empty answer of it proves as little as any other in the wrong account.
 */
export async function isForeign(rekognition: RekognitionClient, sts: STSClient): Promise<boolean> {
  try {
    // Environment variables and profiles set endpoints, and make the SDK ignore them, so only the SDK knows which one it calls.
    const { url } = await getEndpointFromInstructions({}, DescribeProjectsCommand, rekognition.config);
    if (!rekognition.config.isCustomEndpoint || AWS_HOST.test(url.hostname)) return false;
    await getEndpointFromInstructions({}, GetCallerIdentityCommand, sts.config);
    return !sts.config.isCustomEndpoint;
  } catch {
    // In doubt, STS is asked, and its call fails with the reason.
    return false;
  }
}
