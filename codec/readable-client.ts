import { Client } from '@temporalio/client';
import { METADATA_ENCODING_KEY, type Payload, type PayloadCodec } from '@temporalio/common';

// The encodings of the SDK's payload converters.
const READABLE = ['json/plain', 'json/protobuf', 'binary/plain', 'binary/protobuf', 'binary/null'];
const NOTHING: Payload = { metadata: { [METADATA_ENCODING_KEY]: Buffer.from('binary/null') } };

/**
 * Returns a client that reads `undefined` for payloads encrypted with keys it does not have. For lists, in
 * which one unreadable run would otherwise hide all others.
 */
export function readableClient({ connection, options }: Client): Client {
  const { namespace, identity, interceptors, dataConverter, loadedDataConverter } = options;
  const payloadCodecs = [orNothing, ...loadedDataConverter.payloadCodecs.map(onePayloadAtATime)];
  return new Client({
    connection,
    namespace,
    identity,
    interceptors,
    dataConverter: { ...dataConverter, payloadCodecs },
  });
}

/** Decodes in reverse order: the first codec to encode is the last to decode. */
const orNothing: PayloadCodec = {
  encode: (payloads) => Promise.resolve(payloads),
  decode: (payloads) => Promise.resolve(payloads.map((payload) => (isReadable(payload) ? payload : NOTHING))),
};

function isReadable({ metadata }: Payload): boolean {
  return READABLE.includes(Buffer.from(metadata?.[METADATA_ENCODING_KEY] ?? []).toString());
}

function onePayloadAtATime(codec: PayloadCodec): PayloadCodec {
  const decode = async (payload: Payload) => codec.decode([payload]).catch(() => [NOTHING]);
  return {
    encode: (payloads, context) => codec.encode(payloads, context),
    decode: async (payloads) => (await Promise.all(payloads.map(decode))).flat(),
  };
}
