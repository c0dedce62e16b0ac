import { RekognitionClient } from '@aws-sdk/client-rekognition';

/** Clients of the emulator's accounts, each with the credentials that it gives out for a role in that account. */
export function createNaiveClients(endpoint: string): (arn: string) => RekognitionClient {
  const clients = new Map<string, RekognitionClient>();
  return (arn) => {
    const accountId = arn.split(':')[4] ?? '';
    const credentials = { accessKeyId: `ASIA${accountId}`, secretAccessKey: 'EXAMPLEKEY' };
    const found =
      clients.get(accountId) ?? new RekognitionClient({ endpoint, region: 'eu-west-1', credentials });
    clients.set(accountId, found);
    return found;
  };
}
