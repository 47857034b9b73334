/** Electron starts here. What it starts is in shell/. */
import { printOnly, printRequest, startShell } from './shell'

const request = printRequest(process.argv)
if (request === null) startShell()
else void printOnly(request)
