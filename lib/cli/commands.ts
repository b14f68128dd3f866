import type { Command } from 'commander';
import { addressesCommand } from './addresses';
import { allowLearnCommand } from './allow-learn';
import { auditJoinCommand } from './audit-join';
import { auditPodsCommand } from './audit-pods';
import { checkCommand } from './check';
import { completionCommand } from './completion';
import { environmentAddCommand } from './environment-add';
import { explainCommand } from './explain';
import { gitMergeCommand } from './git-merge';
import { gitSetupCommand } from './git-setup';
import { initCommand } from './init';
import type { Io } from './io';
import { liveCommand } from './live';
import { outputsApplyCommand } from './outputs-apply';
import { planCommand } from './plan';
import { reachCommand } from './reach';
import { reportCommand } from './report';
import { scanCommand } from './scan';
import { schemaCommand } from './schema';
import { synthCommand } from './synth';
import { tenantAddCommand } from './tenant-add';
import { tenantImportCommand } from './tenant-import';
import { tenantRemoveCommand } from './tenant-remove';
import { tenantRenameCommand } from './tenant-rename';
import { vmApplyCommand } from './vm-apply';
import { vmStatusCommand } from './vm-status';

/** All commands, by what one does with them: the order and the headings of the help. */
export const COMMANDS: Readonly<Record<string, readonly ((io: Io) => Command)[]>> = {
  'Start:': [initCommand, gitSetupCommand, completionCommand],
  'Settings:': [
    tenantAddCommand,
    tenantImportCommand,
    tenantRenameCommand,
    tenantRemoveCommand,
    environmentAddCommand,
    allowLearnCommand,
    schemaCommand,
    outputsApplyCommand,
  ],
  'Files:': [synthCommand, checkCommand, planCommand, scanCommand, gitMergeCommand],
  'Reachability:': [explainCommand, reachCommand, reportCommand],
  'Clusters and machines:': [
    addressesCommand,
    liveCommand,
    vmStatusCommand,
    vmApplyCommand,
    auditPodsCommand,
    auditJoinCommand,
  ],
};
