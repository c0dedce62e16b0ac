import type { DeserializeMiddleware, HttpResponse } from '@aws-sdk/types';
import type { AnyClient } from '../activities/aws/any-client.js';
import { hasRequestId } from '../activities/aws/answer-gate.js';
import { durationInWords } from '../contract/duration.js';
import { NotChecked } from './check.js';

// AWS refuses requests that are signed at a time more than five minutes off ("Troubleshoot Signature Version 4 signing
// of API requests", IAM User Guide).
const ACCEPTED_SKEW_MS = 5 * 60_000;

export interface ClockWatch {
  /** Reads the time from the answers to this client, whatever they are. */
  readonly watch: (client: AnyClient) => void;
  /**
   * Compares this machine's clock with AWS's.
   *
   * @throws NotChecked if AWS has not answered
   */
  readonly compare: () => Promise<string>;
}

export function watchClock(): ClockWatch {
  let skewMs: number | undefined;
  return {
    watch({ middlewareStack }) {
      const readDate: DeserializeMiddleware<object, object> = (passOn) => async (args) => {
        const result = await passOn(args);
        const { headers } = result.response as HttpResponse;
        const { date } = headers;
        // A proxy has a clock of its own. The header has whole seconds.
        if (date !== undefined && hasRequestId(headers))
          skewMs = Math.trunc((Date.now() - Date.parse(date)) / 1000) * 1000;
        return result;
      };
      middlewareStack.add(readDate, { step: 'deserialize', priority: 'low', name: 'readDate' });
    },
    compare: () => Promise.resolve(compared(skewMs)),
  };
}

function compared(skewMs: number | undefined): string {
  if (skewMs === undefined || Number.isNaN(skewMs)) throw new NotChecked('needs an answer of AWS');
  const off = durationInWords(Math.abs(skewMs));
  const said = skewMs === 0 ? "the same as AWS's" : `${off} ${skewMs > 0 ? 'ahead of' : 'behind'} AWS's`;
  if (Math.abs(skewMs) <= ACCEPTED_SKEW_MS) return said;
  throw new Error(`This machine's clock is ${said}, and AWS accepts five minutes. Set the clock.`);
}
