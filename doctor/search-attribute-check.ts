import type { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { failedWith } from '../client/grpc-errors.js';
import { registerSearchAttributes } from '../client/register-search-attributes.js';
import { SEARCH_ATTRIBUTES, type SearchAttribute } from '../contract/search-attributes.js';
import { InvalidSettingError, searchAttributesSetting } from '../contract/settings.js';
import { messageOf } from '../contract/message-of.js';
import { NotChecked } from './check.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;

/** Returns whether the namespace has the search attributes, and registers those that it lacks if that is wanted. */
export async function findSearchAttributes(client: Client, register: boolean): Promise<string> {
  if (!searchAttributesSetting(process.env)) {
    const off = 'TEARDOWN_SEARCH_ATTRIBUTES is off, or payloads are encrypted and it is not on';
    if (register) throw new InvalidSettingError(`${off}, so that nothing was registered. Set it to on.`);
    throw new NotChecked(off);
  }
  await checkTypes(client);
  const missing: SearchAttribute[] = [];
  for (const name of SEARCH_ATTRIBUTES) if (!(await hasSearchAttribute(client, name))) missing.push(name);
  if (missing.length === 0) return `all ${SEARCH_ATTRIBUTES.length} are registered`;
  if (!register) {
    throw new Error(
      `The namespace lacks ${missing.join(', ')}, so that lists can't be filtered by phase. Register them: teardown doctor --register`,
    );
  }
  await registerMissing(client, missing);
  return `registered ${missing.join(', ')}; clients and workers use them within a minute or two`;
}

/** A server that does not list the types may allow queries nevertheless, which is what counts. */
async function checkTypes({ connection, options: { namespace } }: Client): Promise<void> {
  const { operatorService } = connection as Connection;
  const listed = await operatorService.listSearchAttributes({ namespace }).catch((error: unknown) => {
    if (failedWith(error, 'PERMISSION_DENIED', 'UNIMPLEMENTED')) return undefined;
    throw error;
  });
  const types = listed?.customAttributes ?? {};
  const others = SEARCH_ATTRIBUTES.flatMap((name) => {
    const type = types[name];
    return type === undefined || type === IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
      ? []
      : [{ name, type: typeInWords(type) }];
  });
  if (others.length === 0) return;
  const found = others.map(({ name, type }) => `${name} is of type ${type}`).join(' and ');
  const names = others.map(({ name }) => `--name ${name}`).join(' ');
  throw new Error(
    `${found}, and must be of type Keyword. Remove and register again: temporal operator search-attribute remove --namespace ${namespace} ${names}, then teardown doctor --register`,
  );
}

/** Returns `Int` for `INDEXED_VALUE_TYPE_INT`. */
function typeInWords(type: number): string {
  const words = (IndexedValueType[type] ?? String(type)).replace('INDEXED_VALUE_TYPE_', '').split('_');
  return words.map((word) => `${word[0]}${word.slice(1).toLowerCase()}`).join('');
}

async function hasSearchAttribute(client: Client, name: SearchAttribute): Promise<boolean> {
  try {
    await client.workflow.count(`${name} = 'any'`);
    return true;
  } catch (error) {
    if (failedWith(error, 'INVALID_ARGUMENT')) return false;
    // The message of the SDK's error lacks the reason.
    const { cause } = error as { cause?: unknown };
    throw cause instanceof Error ? cause : error;
  }
}

async function registerMissing(
  { connection, options: { namespace } }: Client,
  names: readonly SearchAttribute[],
): Promise<void> {
  try {
    await registerSearchAttributes(connection as Connection, namespace, names);
  } catch (error) {
    if (!failedWith(error, 'PERMISSION_DENIED', 'UNIMPLEMENTED')) throw error;
    const said = messageOf(error);
    throw new Error(
      `The server does not let this client register search attributes (${said}). In Temporal Cloud, add ${names.join(', ')}, of type Keyword, on the namespace's page or with "tcld namespace search-attributes add".`,
      { cause: error },
    );
  }
}
