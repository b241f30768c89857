import type { VNode } from 'preact';
import { Layout } from '../layouts/base.tsx';
import { HistoryPage, MonthPage } from '../pages/history.tsx';
import { HomePage } from '../pages/home.tsx';
import { IncidentPage } from '../pages/incident.tsx';
import { InfrastructurePage } from '../pages/infrastructure.tsx';
import { NotFoundPage } from '../pages/not-found.tsx';
import type { Kit } from '../kit.ts';
import { Diagram as Drawing } from './diagram.tsx';
import type { DiagramProps } from './diagram.tsx';
import { LogEntry, MaintenanceCard, OpenIncident } from './entry.tsx';
import { Explanations } from './explanations.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Freshness, Headline, RecordedBanner } from './headline.tsx';
import { Log } from './log.tsx';
import { ServiceRow, SystemStatus } from './system-status.tsx';
import { DateLine, Tag } from './tag.tsx';
import { Update } from './update.tsx';
import { GroupItem, ServerItem, ZoneList } from './zone-list.tsx';

function Diagram(props: Pick<DiagramProps, 'layout' | 'view'>, { words }: Kit): VNode | null {
  return Drawing({ ...props, words });
}

/** Every component a site can replace, by name. The names are a promise: docs/theming.md lists them. */
export const DEFAULT_PARTS = {
  Layout,
  HomePage,
  InfrastructurePage,
  IncidentPage,
  HistoryPage,
  MonthPage,
  NotFoundPage,
  Header,
  Footer,
  RecordedBanner,
  Headline,
  Freshness,
  SystemStatus,
  ServiceRow,
  OpenIncident,
  MaintenanceCard,
  Log,
  LogEntry,
  DateLine,
  Tag,
  Update,
  Diagram,
  ZoneList,
  GroupItem,
  ServerItem,
  Explanations,
};
