import type {
  AbsoluteLocation,
  AwsCredentialIdentityProvider,
  DeserializeHandlerOptions,
  DeserializeMiddleware,
  InitializeHandlerOptions,
  InitializeMiddleware,
} from '@aws-sdk/types';

/** An AWS SDK client of any service. */
export interface AnyClient {
  readonly config: { readonly credentials: AwsCredentialIdentityProvider };
  readonly middlewareStack: {
    add(middleware: InitializeMiddleware<object, object>, options: InitializeHandlerOptions): void;
    add(
      middleware: DeserializeMiddleware<object, object>,
      options: DeserializeHandlerOptions & AbsoluteLocation,
    ): void;
  };
}
