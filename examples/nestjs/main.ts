import { NestFactory } from '@nestjs/core';
import { TeardownModule } from './teardown.module';

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(TeardownModule);
  app.enableShutdownHooks(); // SIGTERM ends the requests that wait, and then closes the connection
  await app.listen(process.env['PORT'] ?? 3000);
  console.log(`Listening on ${await app.getUrl()}`);
}
void bootstrap();
