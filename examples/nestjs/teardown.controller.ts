import {
  type BeforeApplicationShutdown,
  Body,
  Controller,
  Get,
  HttpCode,
  HttpException,
  Post,
  Query,
  ServiceUnavailableException,
} from '@nestjs/common';
import { TeardownClient, TeardownError } from 'rekognition-teardown';

@Controller('teardowns')
export class TeardownController implements BeforeApplicationShutdown {
  private readonly shutdown = new AbortController();

  constructor(private readonly client: TeardownClient) {}

  /** Starts a teardown, or joins the one that is running: a client may repeat the request. */
  @Post()
  @HttpCode(202)
  async start(@Body() { projectVersionArn }: { projectVersionArn: string }) {
    const request = { projectVersionArn, ifRunning: 'fail', requestedBy: 'retention-api' } as const;
    const { teardown, joined } = await this.client.start(request).catch(asHttpError);
    return { workflowId: teardown.workflowId, joined };
  }

  /** Answers when the teardown has ended. */
  @Get('result')
  async result(@Query('projectVersionArn') projectVersionArn: string) {
    const { signal } = this.shutdown;
    return this.client.teardownOf(projectVersionArn).result({ signal }).catch(asHttpError);
  }

  /** Ends the requests that wait. The teardowns continue in Temporal. */
  beforeApplicationShutdown(): void {
    this.shutdown.abort(new ServiceUnavailableException('Shutting down. The teardown continues: ask again.'));
  }
}

function asHttpError(error: unknown): never {
  if (!(error instanceof TeardownError)) throw error;
  const { type, message } = error;
  throw new HttpException({ type, message }, STATUS[type] ?? 409);
}

const STATUS: Partial<Record<TeardownError['type'], number>> = { InvalidRequest: 400, NotFound: 404 };
