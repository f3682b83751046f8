import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

import { commonComponents } from './components.js';
import { documentedShapes } from './describe-route.js';
import { referencedSchemas } from './reference.js';
import { writeOperation, type Operation } from './operation.js';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Publishes Swagger UI at /docs and the OpenAPI 3.1 document at /openapi.json. The document is made at the first request. */
export function publishDocs(app: NestFastifyApplication, title: string): void {
  const document = () => writeDocument(app, title);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: title,
  });
}

function writeDocument(app: NestFastifyApplication, title: string): OpenAPIObject {
  const config = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle(title).setVersion('1').build();
  const operationIdFactory = (controller: string, method: string) =>
    `${controller.replace(/Controller$/, '')}.${method}`;
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory });
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation: Operation | undefined = item[method];
      if (operation) writeOperation(operation, path);
    }
  }
  const schemas = [...documentedShapes].map(([name, { documented }]) => [name, documented] as const);
  const components = commonComponents();
  return {
    ...document,
    components: {
      ...document.components,
      ...components,
      schemas: {
        ...document.components?.schemas,
        ...components.schemas,
        ...referencedSchemas(),
        ...Object.fromEntries(schemas),
      },
    },
  };
}
