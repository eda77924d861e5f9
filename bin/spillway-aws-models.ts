import './node-version.cjs';
import { writeTable } from './aws-models/index.ts';

const bytes = await writeTable();
console.log(`${(bytes / 1000).toFixed(1)} KB: the services of AWS, from the package aws-sdk`);
