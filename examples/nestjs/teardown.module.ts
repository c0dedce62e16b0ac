import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { TeardownClient } from 'rekognition-teardown';
import { TeardownController } from './teardown.controller';

@Module({
  controllers: [TeardownController],
  providers: [{ provide: TeardownClient, useFactory: () => TeardownClient.connect() }],
  exports: [TeardownClient],
})
export class TeardownModule implements OnApplicationShutdown {
  constructor(private readonly client: TeardownClient) {}

  /** Nest calls this when all requests have ended. */
  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
