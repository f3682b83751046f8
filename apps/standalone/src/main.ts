import { serve } from '@waybill/edge';
import { Engine, storeUrls } from '@waybill/engine';
import { StandaloneModule } from './standalone.module.js';
import { welcome } from './welcome.js';

const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
const app = await serve(StandaloneModule, { say });
const contexts = app.get(Engine).contexts.map(({ name }) => name);
const stores = [...new Set(Object.values(storeUrls()))].join(', ');
say(welcome(await app.getUrl(), contexts, stores, process.env['ACTORS_FILE']));
