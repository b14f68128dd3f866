import { posix } from 'node:path';
import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import { runbooksPath } from '../vocabulary';
import { fileNameOf, pagesOf, RUNBOOK_KEYS } from './catalogue';
import { type Drill, digestOf, drillName, drillOf } from './drills';
import { markdownOf } from './markdown';
import type { EquippedModel, Page, RunbookKey, Step } from './runbook';

export {
  type Drill,
  digestOf,
  drillName,
  drillOf,
  type EquippedModel,
  fileNameOf,
  markdownOf,
  type Page,
  pagesOf,
  RUNBOOK_KEYS,
  type RunbookKey,
  type Step,
};

/** Whether runbooks are rendered for an environment. */
export function isEquipped(model: EnvironmentModel): model is EquippedModel {
  return model.environment.runbooks !== undefined && model.environment.infrastructure !== undefined;
}

/** The runbooks of an environment: its own, those of each tenant, and those of each proxy. */
export function runbookFiles(model: EnvironmentModel): readonly OutputFile[] {
  if (!isEquipped(model)) return [];
  const { environment } = model;
  return pagesOf(model).map((page) => ({
    path: posix.join(runbooksPath(environment.name, page.tenant?.name, page.proxy), fileOf(page)),
    content: markdownOf(environment, page),
    source: page.tenant?.source ?? environment.source,
    owner: { environment: environment.name, ...(page.tenant ? { tenant: page.tenant.name } : {}) },
  }));
}

function fileOf({ key, zone }: Page): string {
  return `${[fileNameOf(key), ...(zone ? [zone] : [])].join('-')}.md`;
}
