import type { VNode } from 'preact';
import { Layout } from '../layouts/base.tsx';
import { HistoryPage, MonthPage } from '../pages/history.tsx';
import { HomePage } from '../pages/home.tsx';
import { IncidentPage } from '../pages/incident.tsx';
import { InfrastructurePage } from '../pages/infrastructure.tsx';
import { NotFoundPage } from '../pages/not-found.tsx';
import { SubscribePage } from '../pages/subscribe.tsx';
import { TimelineDayPage } from '../pages/timeline-day.tsx';
import { TimelinePage, TimelineYearPage } from '../pages/timeline.tsx';
import { ServicePage } from '../pages/service.tsx';
import { WidgetPage } from '../pages/widget.tsx';
import type { Kit } from '../kit.ts';
import { Diagram as Drawing } from './diagram.tsx';
import type { DiagramProps } from './diagram.tsx';
import { LogEntry, MaintenanceCard, OpenIncident } from './entry.tsx';
import { Explanations } from './explanations.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { DemonstrationBanner, Freshness, Headline, RecordedBanner } from './headline.tsx';
import { Log } from './log.tsx';
import { GroupStrip, ProbeStrips } from './probe-strip.tsx';
import { ServerItem } from './server-item.tsx';
import { RecentRecord } from './recent-record.tsx';
import { ServiceRecord } from './service-record.tsx';
import { ServiceRow, SystemStatus } from './system-status.tsx';
import { DateLine, Tag } from './tag.tsx';
import { TimelineMinute } from './timeline-minute.tsx';
import { Update } from './update.tsx';
import { UptimeStrip } from './uptime-strip.tsx';
import { GroupItem, ZoneList } from './zone-list.tsx';

function Diagram(props: Pick<DiagramProps, 'layout' | 'view'>, { words, keep }: Kit): VNode | null {
  return Drawing({ ...props, words, keep });
}

/** Every component a site can replace, by name. The names are a promise: docs/theming.md lists them. */
export const DEFAULT_PARTS = {
  Layout,
  HomePage,
  InfrastructurePage,
  ServicePage,
  IncidentPage,
  HistoryPage,
  MonthPage,
  TimelinePage,
  TimelineYearPage,
  TimelineDayPage,
  SubscribePage,
  NotFoundPage,
  WidgetPage,
  Header,
  Footer,
  RecordedBanner,
  DemonstrationBanner,
  Headline,
  Freshness,
  SystemStatus,
  ServiceRow,
  RecentRecord,
  ServiceRecord,
  UptimeStrip,
  OpenIncident,
  MaintenanceCard,
  Log,
  LogEntry,
  DateLine,
  Tag,
  Update,
  ProbeStrips,
  GroupStrip,
  TimelineMinute,
  Diagram,
  ZoneList,
  GroupItem,
  ServerItem,
  Explanations,
};
