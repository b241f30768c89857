// Run by chromium.ts as a process of its own: the package unpacks to the folder for temporary files (TMPDIR), and its
// libraries only where the environment, which it reads while it is loaded, looks like Lambda's.
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
