import './node-version.cjs';
import { writeTable } from './aws-models/index.ts';

const { bytes, services, operations } = await writeTable();
console.log(`${(bytes / 1000).toFixed(1)} KB: ${services} services with ${operations} operations`);
